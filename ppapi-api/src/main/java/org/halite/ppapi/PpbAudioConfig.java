package org.halite.ppapi;

/** PPB_AudioConfig: in what form a module makes sound. */
public final class PpbAudioConfig {
  /** PP_AUDIOMINSAMPLEFRAMECOUNT. */
  public static final int MIN_FRAMES = 64;

  /** PP_AUDIOMAXSAMPLEFRAMECOUNT. */
  public static final int MAX_FRAMES = 32768;

  /** PP_AUDIOSAMPLERATE_44100. */
  public static final int RATE_44100 = 44100;

  /** PP_AUDIOSAMPLERATE_48000. */
  public static final int RATE_48000 = 48000;

  /** Two channels of 16 bits each. */
  public static final int FRAME_BYTES = 4;

  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_AudioConfig;1.0",
          "PP_Resource CreateStereo16Bit(PP_Instance instance, PP_AudioSampleRate sample_rate, uint32_t sample_frame_count)",
          "uint32_t RecommendSampleFrameCount(PP_AudioSampleRate sample_rate, uint32_t requested_sample_frame_count)",
          "PP_Bool IsAudioConfig(PP_Resource resource)",
          "PP_AudioSampleRate GetSampleRate(PP_Resource config)",
          "uint32_t GetSampleFrameCount(PP_Resource config)");

  public static final Declaration V1_1 =
      Declaration.of(
          "PPB_AudioConfig;1.1",
          "PP_Resource CreateStereo16Bit(PP_Instance instance, PP_AudioSampleRate sample_rate, uint32_t sample_frame_count)",
          "uint32_t RecommendSampleFrameCount(PP_Instance instance, PP_AudioSampleRate sample_rate, uint32_t requested_sample_frame_count)",
          "PP_Bool IsAudioConfig(PP_Resource resource)",
          "PP_AudioSampleRate GetSampleRate(PP_Resource config)",
          "uint32_t GetSampleFrameCount(PP_Resource config)",
          "PP_AudioSampleRate RecommendSampleRate(PP_Instance instance)");

  private PpbAudioConfig() {}

  /** Whether sound can be made in this form. */
  public static boolean isForm(int rate, int frames) {
    return (rate == RATE_44100 || rate == RATE_48000)
        && frames >= MIN_FRAMES
        && frames <= MAX_FRAMES;
  }
}
