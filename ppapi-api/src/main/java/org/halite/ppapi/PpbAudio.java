package org.halite.ppapi;

/** PPB_Audio: sound that a module makes on a thread of its own. */
public final class PpbAudio {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_Audio;1.0",
          "PP_Resource Create(PP_Instance instance, PP_Resource config, PPB_Audio_Callback_1_0 audio_callback, void* user_data)",
          "PP_Bool IsAudio(PP_Resource resource)",
          "PP_Resource GetCurrentConfig(PP_Resource audio)",
          "PP_Bool StartPlayback(PP_Resource audio)",
          "PP_Bool StopPlayback(PP_Resource audio)");

  public static final Declaration V1_1 =
      Declaration.of(
          "PPB_Audio;1.1",
          "PP_Resource Create(PP_Instance instance, PP_Resource config, PPB_Audio_Callback audio_callback, void* user_data)",
          "PP_Bool IsAudio(PP_Resource resource)",
          "PP_Resource GetCurrentConfig(PP_Resource audio)",
          "PP_Bool StartPlayback(PP_Resource audio)",
          "PP_Bool StopPlayback(PP_Resource audio)");

  private PpbAudio() {}
}
