package org.halite.ppapi.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halite.ppapi.Declaration;
import org.halite.ppapi.Declarations;
import org.junit.jupiter.api.Test;

final class CHeaderTest {
  @Test
  void aFamilyBecomesOneHeaderWithAllItsVersions() {
    assertEquals(
        """
        #ifndef PPAPI_C_PPB_MESSAGING_H_
        #define PPAPI_C_PPB_MESSAGING_H_

        #include "ppapi/c/pp_instance.h"
        #include "ppapi/c/pp_macros.h"
        #include "ppapi/c/pp_stdint.h"
        #include "ppapi/c/pp_var.h"

        #define PPB_MESSAGING_INTERFACE_1_0 "PPB_Messaging;1.0"
        /* Halite answers NULL to this one: */
        #define PPB_MESSAGING_INTERFACE_1_2 "PPB_Messaging;1.2"
        #define PPB_MESSAGING_INTERFACE PPB_MESSAGING_INTERFACE_1_0

        struct PPB_Messaging_1_0 {
          void (*PostMessage)(PP_Instance instance, struct PP_Var message);
        };

        struct PPB_Messaging_1_2 {
          void (*Any)(const int32_t list[], PP_Instance instance);
          void (*None)(void);
        };

        typedef struct PPB_Messaging_1_0 PPB_Messaging;

        #endif
        """,
        CHeader.text(
            "ppb_messaging.h",
            List.of(
                new HeaderItem.Interface(
                    "PPB_Messaging;1.0",
                    "PPB_Messaging_1_0",
                    List.of("void PostMessage(PP_Instance instance, struct PP_Var message)"),
                    true),
                new HeaderItem.Interface(
                    "PPB_Messaging;1.2",
                    "PPB_Messaging_1_2",
                    List.of("void Any(const int32_t[] list, PP_Instance instance)", "void None()"),
                    false)),
            Map.of("PP_Instance", "pp_instance.h", "PP_Var", "pp_var.h"),
            ""));
  }

  @Test
  void typesAreWrittenAsCWantsThem() {
    assertEquals(
        """
        #ifndef PPAPI_C_DEV_PP_X_H_
        #define PPAPI_C_DEV_PP_X_H_

        #include "ppapi/c/pp_macros.h"
        #include "ppapi/c/pp_stdint.h"

        typedef enum PP_X {
          PP_FIRST = 0,
          PP_SECOND = 1u << 3
        } PP_X;

        typedef unsigned char GLubyte;

        typedef void* (*PP_Give)(void* user_data, uint32_t count);

        union PP_Y {
          uint8_t bytes[16];
          PP_X x;
        };

        #endif
        """,
        CHeader.text(
            "dev/pp_x.h",
            List.of(
                new HeaderItem.Enumeration("PP_X", List.of("PP_FIRST 0", "PP_SECOND 1u << 3")),
                new HeaderItem.Typedef("unsigned char", "GLubyte"),
                new HeaderItem.FunctionType("PP_Give", "void* (void* user_data, uint32_t count)"),
                new HeaderItem.Aggregate("union", "PP_Y", List.of("uint8_t[16] bytes", "PP_X x"))),
            Map.of(),
            ""));
  }

  @Test
  void theMacrosHaveTheNamesThatProgramsUse() {
    assertEquals(
        List.of("PPB_MESSAGELOOP_INTERFACE", "PPB_MESSAGE_LOOP_INTERFACE"),
        CHeader.macros("PPB_MessageLoop"));
    assertEquals(List.of("PPB_CORE_INTERFACE"), CHeader.macros("PPB_Core"));
    for (Map.Entry<String, String> macro :
        Map.of(
                "PPB_Graphics2D", "PPB_GRAPHICS_2D_INTERFACE",
                "PPB_IMEInputEvent", "PPB_IME_INPUT_EVENT_INTERFACE",
                "PPB_URLLoader", "PPB_URLLOADER_INTERFACE",
                "PPB_FileIO", "PPB_FILEIO_INTERFACE",
                "PPB_TCPSocket", "PPB_TCPSOCKET_INTERFACE",
                "PPB_OpenGLES2", "PPB_OPENGLES2_INTERFACE",
                "PPB_OpenGLES2MapSub", "PPB_OPENGLES2_MAPSUB_INTERFACE",
                "PPB_Memory_Dev", "PPB_MEMORY_DEV_INTERFACE")
            .entrySet()) {
      assertTrue(
          CHeader.macros(macro.getKey()).contains(macro.getValue()),
          () -> macro + " " + CHeader.macros(macro.getKey()));
    }
  }

  @Test
  void everyDeclaredInterfaceHasItsHeaderAndIsWrittenDownOnce() throws IOException {
    Set<String> inHeaders = new HashSet<>();
    for (List<HeaderItem> items : HeaderFacts.read().values()) {
      for (HeaderItem item : items) {
        if (item instanceof HeaderItem.Interface i && i.served()) {
          inHeaders.add(i.interfaceName());
        }
      }
    }
    Set<String> declared = new HashSet<>();
    Declarations.BROWSER.stream().map(Declaration::name).forEach(declared::add);
    Declarations.MODULE.stream().map(Declaration::name).forEach(declared::add);
    assertEquals(declared, inHeaders);
    String interfaceName = "";
    for (String line : HeaderFacts.resource("facts.txt").split("\n", -1)) {
      if (!line.startsWith("  ")) {
        interfaceName = line.startsWith("interface ") ? line.split(" ", 3)[1] : "";
      } else if (declared.contains(interfaceName)) {
        throw new AssertionError(
            "Java declares " + interfaceName + ", so facts.txt must not: " + line);
      }
    }
  }

  @Test
  void everyHeaderIncludesOnlyHeadersThatAreThere() throws IOException {
    Map<String, String> all = PpapiHeaders.all();
    assertTrue(all.size() > 80, all.keySet().toString());
    for (Map.Entry<String, String> header : all.entrySet()) {
      header
          .getValue()
          .lines()
          .filter(line -> line.startsWith("#include \""))
          .map(line -> line.split("\"", -1)[1])
          .forEach(name -> assertTrue(all.containsKey(name), header.getKey() + ": " + name));
    }
  }
}
