package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.PpVarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class VarContainersTest {
  private Scene scene;

  @BeforeEach
  void start() throws InterruptedException {
    scene = new Scene(1 << 23).startWithInstance();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  private FakeModule.Result array(String function, Object... arguments) {
    return scene.call("PPB_VarArray;1.0", function, arguments);
  }

  private FakeModule.Result dictionary(String function, Object... arguments) {
    return scene.call("PPB_VarDictionary;1.0", function, arguments);
  }

  private FakeModule.Result buffer(String function, Object... arguments) {
    return scene.call("PPB_VarArrayBuffer;1.0", function, arguments);
  }

  private boolean isAlive(PpVar text) {
    int lengthAt = scene.module.allocate(4);
    boolean alive = scene.call("PPB_Var;1.2", "VarToUtf8", text, lengthAt).word() != 0;
    scene.module.free(lengthAt);
    return alive;
  }

  private void release(PpVar var) {
    scene.call("PPB_Var;1.2", "Release", var);
  }

  @Test
  void anArrayKeepsWhatIsPutIn() {
    PpVar array = array("Create").var();
    assertEquals(PpVarType.ARRAY, array.type());
    PpVar text = scene.string("t");
    assertTrue(array("Set", array, 2, text).bool());
    assertTrue(array("Set", array, 0, PpVar.of(-3)).bool());
    release(text);
    assertEquals(3, array("GetLength", array).word());
    assertEquals(PpVar.of(-3).asInt(), array("Get", array, 0).var().asInt());
    assertEquals(PpVar.UNDEFINED, array("Get", array, 1).var());
    assertEquals(text, array("Get", array, 2).var());
    assertEquals(PpVar.UNDEFINED, array("Get", array, 3).var());
    assertEquals(PpVar.UNDEFINED, array("Get", array, -1).var());
    release(text);
    release(array);
    assertFalse(isAlive(text));
    assertEquals(0, array("GetLength", array).word());
  }

  @Test
  void anElementGottenIsTheCallersToo() {
    PpVar array = array("Create").var();
    PpVar text = scene.string("t");
    array("Set", array, 0, text);
    release(text);
    PpVar gotten = array("Get", array, 0).var();
    release(array);
    assertTrue(isAlive(gotten));
    release(gotten);
    assertFalse(isAlive(gotten));
  }

  @Test
  void aShorterLengthReleasesWhatFallsOff() {
    PpVar array = array("Create").var();
    PpVar text = scene.string("t");
    array("Set", array, 5, text);
    release(text);
    assertTrue(array("SetLength", array, 5).bool());
    assertFalse(isAlive(text));
    assertTrue(array("SetLength", array, 9).bool());
    assertEquals(9, array("GetLength", array).word());
  }

  @Test
  void anArrayAsLongAsTheAddressSpaceIsRefused() {
    PpVar array = array("Create").var();
    for (int length : new int[] {-1, Integer.MAX_VALUE, Vars.MAX_ELEMENTS + 1}) {
      assertFalse(array("SetLength", array, length).bool());
      assertFalse(array("Set", array, length, PpVar.NULL).bool());
    }
    assertEquals(0, array("GetLength", array).word());
  }

  @Test
  void manyLongArraysUseUpTheBudgetAndNothingElse() {
    List<PpVar> arrays = new ArrayList<>();
    PpVar array = array("Create").var();
    while (array("SetLength", array, Vars.MAX_ELEMENTS).bool()) {
      arrays.add(array);
      array = array("Create").var();
      assertTrue(arrays.size() < 1000);
    }
    for (PpVar each : arrays) {
      release(each);
    }
    assertTrue(array("SetLength", array, Vars.MAX_ELEMENTS).bool());
  }

  @Test
  void anArrayInItselfThatLosesItsLastReferenceIsWholeToTheEnd() {
    PpVar array = array("Create").var();
    for (int i = 0; i < 10; i++) {
      array("Set", array, i, array);
    }
    release(array);
    assertTrue(array("SetLength", array, 0).bool());
    assertEquals(0, array("GetLength", array).word());
    assertFalse(array("Set", array, 0, PpVar.NULL).bool());
  }

  @Test
  void nestingDeeperThanAJavaStackIsReleased() {
    PpVar inner = scene.string("deep");
    int create = scene.thunk("PPB_VarArray;1.0", "Create");
    int set = scene.thunk("PPB_VarArray;1.0", "Set");
    int release = scene.thunk("PPB_Var;1.2", "Release");
    PpVar text = inner;
    for (int i = 0; i < 200_000; i++) {
      PpVar outer = scene.module.call(create).var();
      scene.module.call(set, outer, 0, inner);
      scene.module.call(release, inner);
      inner = outer;
    }
    assertTrue(isAlive(text));
    release(inner);
    assertFalse(isAlive(text));
  }

  @Test
  void aDeadOrForgedElementIsRefused() {
    PpVar array = array("Create").var();
    PpVar dead = scene.string("t");
    release(dead);
    assertFalse(array("Set", array, 0, dead).bool());
    assertFalse(array("Set", array, 0, new PpVar(PpVarType.STRING, array.bits())).bool());
    assertFalse(array("Set", array, 0, new PpVar(99, 0)).bool());
    assertFalse(array("Set", dead, 0, PpVar.NULL).bool());
    assertEquals(0, array("GetLength", array).word());
  }

  @Test
  void aDictionaryKeepsValuesUnderTheirKeys() {
    PpVar dictionary = dictionary("Create").var();
    PpVar key = scene.string("__proto__");
    PpVar second = scene.string("b");
    PpVar text = scene.string("t");
    assertTrue(dictionary("Set", dictionary, key, text).bool());
    assertTrue(dictionary("Set", dictionary, second, PpVar.of(true)).bool());
    assertTrue(dictionary("HasKey", dictionary, key).bool());
    assertEquals(text, dictionary("Get", dictionary, key).var());
    PpVar keys = dictionary("GetKeys", dictionary).var();
    assertEquals(2, array("GetLength", keys).word());
    assertTrue(dictionary("HasKey", dictionary, array("Get", keys, 1).var()).bool());
    dictionary("Delete", dictionary, key);
    assertFalse(dictionary("HasKey", dictionary, key).bool());
    assertEquals(PpVar.UNDEFINED, dictionary("Get", dictionary, key).var());
    dictionary("Delete", dictionary, key);
  }

  @Test
  void aValueReplacedIsReleased() {
    PpVar dictionary = dictionary("Create").var();
    PpVar key = scene.string("k");
    PpVar text = scene.string("t");
    dictionary("Set", dictionary, key, text);
    release(text);
    assertTrue(isAlive(text));
    dictionary("Set", dictionary, key, PpVar.NULL);
    assertFalse(isAlive(text));
  }

  @Test
  void aDictionaryRefusesWhatIsNoKeyOrNoValue() {
    PpVar dictionary = dictionary("Create").var();
    PpVar key = scene.string("k");
    assertFalse(dictionary("Set", dictionary, PpVar.of(1), PpVar.NULL).bool());
    assertFalse(dictionary("Set", dictionary, dictionary, PpVar.NULL).bool());
    assertFalse(dictionary("Set", key, key, PpVar.NULL).bool());
    assertFalse(dictionary("Set", dictionary, key, new PpVar(PpVarType.STRING, 0)).bool());
    assertFalse(dictionary("HasKey", key, key).bool());
    assertEquals(PpVar.NULL, dictionary("GetKeys", key).var());
    assertEquals(PpVar.UNDEFINED, dictionary("Get", key, key).var());
    dictionary("Delete", key, key);
  }

  @Test
  void aBufferIsMappedWhereTheModuleCanWriteAndStaysThere() {
    PpVar buffer = buffer("Create", 100).var();
    assertEquals(PpVarType.ARRAY_BUFFER, buffer.type());
    int lengthAt = scene.module.allocate(4);
    assertTrue(buffer("ByteLength", buffer, lengthAt).bool());
    assertEquals(100, scene.module.readInt(lengthAt));
    int at = buffer("Map", buffer).word();
    scene.module.write(at, new byte[] {1, 2, 3});
    buffer("Unmap", buffer);
    assertEquals(at, buffer("Map", buffer).word());
    assertEquals(2, scene.module.read(at, 3)[1]);
    assertFalse(buffer("ByteLength", buffer, -2).bool());
    release(buffer);
    assertEquals(0, buffer("Map", buffer).word());
    assertFalse(buffer("ByteLength", buffer, lengthAt).bool());
  }

  @Test
  void anEmptyBufferIsABuffer() {
    PpVar buffer = buffer("Create", 0).var();
    assertEquals(PpVarType.ARRAY_BUFFER, buffer.type());
    assertNotEquals(0, buffer("Map", buffer).word());
  }

  @Test
  void aBufferBeyondTheMemoryLimitIsNull() {
    for (int size : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 23}) {
      assertEquals(PpVar.NULL, buffer("Create", size).var());
    }
  }
}
