package org.halite.ppapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CHeaderTest {
  @Test
  void aFamilyBecomesOneHeaderWithAllItsVersions() {
    assertEquals(
        """
        #ifndef PPAPI_C_PPB_VAR_H_
        #define PPAPI_C_PPB_VAR_H_

        #include "ppapi/c/pp_types.h"

        #define PPB_VAR_INTERFACE_1_0 "PPB_Var;1.0"
        #define PPB_VAR_INTERFACE_1_1 "PPB_Var;1.1"
        #define PPB_VAR_INTERFACE PPB_VAR_INTERFACE_1_1

        struct PPB_Var_1_0 {
          void (*AddRef)(struct PP_Var var);
          void (*Release)(struct PP_Var var);
          struct PP_Var (*VarFromUtf8)(PP_Module module, const char* data, uint32_t len);
          const char* (*VarToUtf8)(struct PP_Var var, uint32_t* len);
        };

        struct PPB_Var_1_1 {
          void (*AddRef)(struct PP_Var var);
          void (*Release)(struct PP_Var var);
          struct PP_Var (*VarFromUtf8)(const char* data, uint32_t len);
          const char* (*VarToUtf8)(struct PP_Var var, uint32_t* len);
        };

        typedef struct PPB_Var_1_1 PPB_Var;

        #endif
        """,
        CHeader.text(List.of(PpbVar.V1_0, PpbVar.V1_1)));
  }

  @Test
  void arraysAndEmptyListsAreWrittenAsCWantsThem() {
    String instance = CHeader.text(List.of(PppInstance.V1_1));
    assertEquals(
        "  PP_Bool (*DidCreate)(PP_Instance instance, uint32_t argc, const char* argn[], const char* argv[]);",
        instance.lines().filter(line -> line.contains("DidCreate")).findFirst().orElseThrow());
    String core = CHeader.text(List.of(PpbCore.V1_0));
    assertEquals(
        "  PP_Time (*GetTime)(void);",
        core.lines().filter(line -> line.contains("(*GetTime)")).findFirst().orElseThrow());
  }

  @Test
  void fileNamesSplitWordsAsChromesHeadersDid() {
    assertEquals("ppb_var_array_buffer.h", CHeader.fileName("PPB_VarArrayBuffer"));
    assertEquals("ppb_core.h", CHeader.fileName("PPB_Core"));
    assertEquals("ppp_messaging.h", CHeader.fileName("PPP_Messaging"));
  }
}
