package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.halite.ppapi.PpVarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class VarServiceTest {
  private Scene scene;

  @BeforeEach
  void start() throws InterruptedException {
    scene = new Scene(1 << 23).startWithInstance();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  private FakeModule.Result var(String function, Object... arguments) {
    return scene.call("PPB_Var;1.2", function, arguments);
  }

  /** The text that VarToUtf8 gives, "NULL" for none, with the length it says. */
  private String text(PpVar var) {
    int lengthAt = scene.module.allocate(4);
    int at = var("VarToUtf8", var, lengthAt).word();
    int length = scene.module.readInt(lengthAt);
    scene.module.free(lengthAt);
    return (at == 0 ? "NULL" : new String(scene.module.read(at, length), StandardCharsets.UTF_8))
        + ":"
        + length;
  }

  @Test
  void aStringGoesInAndComesOut() {
    assertEquals("Größe:7", text(scene.string("Größe")));
    assertEquals(":0", text(scene.string("")));
    assertEquals("a\0b:3", text(scene.string("a\0b")));
  }

  @Test
  void theTextStaysInPlaceWhileTheVarLivesAndIsFreedWithIt() {
    int before = scene.module.blocks();
    PpVar var = scene.string("abc");
    int lengthAt = scene.module.allocate(4);
    int first = var("VarToUtf8", var, lengthAt).word();
    assertEquals(first, var("VarToUtf8", var, lengthAt).word());
    assertEquals(0, scene.module.read(first + 3L, 1)[0]);
    scene.module.free(lengthAt);
    var("Release", var);
    assertEquals(before, scene.module.blocks());
    assertEquals("NULL:0", text(var));
  }

  @Test
  void versionOneNoughtTakesTheModuleFirst() {
    int at = scene.module.string("xyz");
    assertEquals("xyz:3", text(scene.call("PPB_Var;1.0", "VarFromUtf8", 1, at, 3).var()));
  }

  @Test
  void aVarDiesWithItsLastReference() {
    PpVar var = scene.string("abc");
    var("AddRef", var);
    var("Release", var);
    assertEquals("abc:3", text(var));
    var("Release", var);
    assertEquals("NULL:0", text(var));
    var("Release", var);
    var("AddRef", var);
    assertEquals("NULL:0", text(var));
  }

  @Test
  void idsAreNeverUsedTwice() {
    PpVar first = scene.string("abc");
    var("Release", first);
    assertNotEquals(first.bits(), scene.string("abc").bits());
  }

  @Test
  void badIdsAndTypesAreHarmless() {
    PpVar text = scene.string("abc");
    for (PpVar bad :
        new PpVar[] {
          new PpVar(PpVarType.STRING, 0),
          new PpVar(PpVarType.STRING, -1),
          new PpVar(PpVarType.STRING, Long.MIN_VALUE),
          new PpVar(PpVarType.ARRAY, text.bits()),
          new PpVar(PpVarType.OBJECT, text.bits()),
          new PpVar(PpVarType.INT32, text.bits()),
          new PpVar(-1, text.bits()),
          new PpVar(Integer.MAX_VALUE, text.bits())
        }) {
      var("AddRef", bad);
      var("Release", bad);
      assertEquals("NULL:0", text(bad));
      assertEquals(0, var("VarToResource", bad).word());
    }
    assertEquals("abc:3", text(text));
  }

  @Test
  void whatIsNotUtf8IsNull() {
    for (byte[] bad :
        new byte[][] {
          {-1}, {(byte) 0xc3}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xc0, (byte) 0x80}
        }) {
      assertEquals(PpVar.NULL, var("VarFromUtf8", scene.module.blob(bad), bad.length).var());
    }
    byte[] late = new byte[10_000];
    late[9_999] = (byte) 0x80;
    assertEquals(PpVar.NULL, var("VarFromUtf8", scene.module.blob(late), late.length).var());
  }

  @Test
  void aCharacterAcrossThePiecesOfTheCheckIsWhole() {
    String text = "x".repeat(4095) + "€" + "x".repeat(4094) + "𝄞𝄞";
    PpVar var = scene.string(text);
    assertEquals(text + ":" + (4095 + 3 + 4094 + 8), text(var));
  }

  @Test
  void stringsOutsideTheMemoryAreRefused() {
    int good = scene.module.blob(new byte[16]);
    for (int[] bad :
        new int[][] {
          {0, 1},
          {-1, 2},
          {good, -1},
          {good, Integer.MAX_VALUE},
          {-16, 32},
          {(1 << 23) - 1, 2},
          {good, 1 << 30}
        }) {
      assertEquals(0, (int) var("VarFromUtf8", bad[0], bad[1]).rax() & ~1);
    }
    assertEquals(PpVarType.STRING, var("VarFromUtf8", 0, 0).var().type());
  }

  @Test
  void aLengthPointerOutsideTheMemoryGivesNull() {
    PpVar text = scene.string("abc");
    for (int bad : new int[] {0, -1, -4, (1 << 23) - 3, 8}) {
      assertEquals(0, var("VarToUtf8", text, bad).rax());
    }
    assertEquals("abc:3", text(text));
  }

  @Test
  void aMegabyteIsAString() {
    String text = "m".repeat(1 << 20);
    assertEquals(text + ":" + (1 << 20), text(scene.string(text)));
  }

  @Test
  void atTheMemoryLimitTheTextIsNull() {
    PpVar text = scene.string("abc");
    int thunk = scene.thunk("PPB_Var;1.2", "VarToUtf8");
    int lengthAt = scene.module.allocate(4);
    scene.module.writeInt(lengthAt, 77);
    scene.module.reachMemoryLimit();
    assertEquals(0, scene.module.call(thunk, text, lengthAt).word());
    assertEquals(0, scene.module.readInt(lengthAt));
  }

  @Test
  void stringsWithoutEndUseUpTheBudgetAndNothingElse() {
    int size = 1 << 22;
    int at = scene.module.blob(new byte[size]);
    int thunk = scene.thunk("PPB_Var;1.2", "VarFromUtf8");
    int made = 0;
    PpVar last = PpVar.NULL;
    for (PpVar next = scene.module.call(thunk, at, size).var(); next.isCounted(); made++) {
      last = next;
      next = scene.module.call(thunk, at, size).var();
    }
    assertTrue(made <= Vars.BUDGET / size, "made " + made);
    assertEquals(PpVar.NULL, scene.module.call(thunk, at, size).var());
    scene.call("PPB_Var;1.2", "Release", last);
    assertEquals(PpVarType.STRING, scene.module.call(thunk, at, size).var().type());
  }

  @Test
  void aResourceTravelsInAVarAndLivesByIt() {
    int loop = scene.call("PPB_MessageLoop;1.0", "Create", Scene.INSTANCE).word();
    PpVar var = var("VarFromResource", loop).var();
    assertEquals(PpVarType.RESOURCE, var.type());
    scene.call("PPB_Core;1.0", "ReleaseResource", loop);
    assertEquals(loop, var("VarToResource", var).word());
    scene.call("PPB_Core;1.0", "ReleaseResource", loop);
    assertEquals(0, scene.call("PPB_MessageLoop;1.0", "PostQuit", loop, 0).word());
    var("Release", var);
    assertEquals(-5, scene.call("PPB_MessageLoop;1.0", "PostQuit", loop, 0).word());
    assertEquals(0, var("VarToResource", var).word());
    assertEquals(PpVar.NULL, var("VarFromResource", loop).var());
  }
}
