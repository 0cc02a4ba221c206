package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.halite.ppapi.PpError;
import org.halite.ppapi.PpbUrlRequestInfo;
import org.halite.ppapi.PpbUrlResponseInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loaders, requests and responses of a scripted module, with a network that a test answers for. */
@Timeout(60)
final class UrlLoaderServiceTest {
  private static final String LOADER = "PPB_URLLoader;1.0";
  private static final String REQUEST = "PPB_URLRequestInfo;1.0";
  private static final String RESPONSE = "PPB_URLResponseInfo;1.0";

  private Scene scene;
  private int callback;

  @BeforeEach
  void start() throws InterruptedException {
    scene = new Scene(1 << 24).startWithInstance();
    callback =
        scene.module.function(
            arguments -> {
              scene.events.add("completed " + (int) arguments[1]);
              return 0;
            });
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private int loader() {
    return scene.call(LOADER, "Create", Scene.INSTANCE).word();
  }

  private int request(String url) {
    int request = scene.call(REQUEST, "Create", Scene.INSTANCE).word();
    assertTrue(set(request, PpbUrlRequestInfo.URL, scene.string(url)));
    return request;
  }

  private boolean set(int request, int property, PpVar value) {
    return scene.call(REQUEST, "SetProperty", request, property, value).bool();
  }

  private CompletionCallback required() {
    return new CompletionCallback(callback, 0, 0);
  }

  private CompletionCallback optional() {
    return new CompletionCallback(callback, 0, CompletionCallback.OPTIONAL);
  }

  /** What a function answered that was called where there is a message loop. */
  private int onMain(String function, Object... arguments) throws InterruptedException {
    int[] result = new int[1];
    int work =
        scene.module.function(
            _ -> {
              result[0] = scene.call(LOADER, function, arguments).word();
              scene.events.add("done");
              return 0;
            });
    scene.call("PPB_Core;1.0", "CallOnMainThread", 0, new CompletionCallback(work, 0, 0), 0);
    scene.expect("done");
    return result[0];
  }

  private FakeNetwork.Asked asked() throws InterruptedException {
    FakeNetwork.Asked asked = scene.asked.poll(20, TimeUnit.SECONDS);
    assertNotNull(asked, "nothing was asked of the network");
    return asked;
  }

  private FakeNetwork.Reading reading() throws InterruptedException {
    FakeNetwork.Reading reading = scene.readings.poll(20, TimeUnit.SECONDS);
    assertNotNull(reading, "nothing was read of the network");
    return reading;
  }

  /** A loader whose answer has come. */
  private int opened(Network.Answer answer) throws InterruptedException {
    int loader = loader();
    pends(onMain("Open", loader, request("x"), required()));
    asked().answer().take(answer);
    scene.expect("completed " + answer.result());
    return loader;
  }

  private static void pends(int result) {
    assertEquals(PpError.PP_OK_COMPLETIONPENDING, result);
  }

  private String text(PpVar var) {
    int length = scene.module.blob(new byte[4]);
    int at = scene.call("PPB_Var;1.2", "VarToUtf8", var, length).word();
    return new String(scene.module.read(at, scene.module.readInt(length)), StandardCharsets.UTF_8);
  }

  private PpVar property(int response, int property) {
    return scene.call(RESPONSE, "GetProperty", response, property).var();
  }

  @Test
  void aBodyIsReadInPiecesAsTheModuleLikes() throws InterruptedException {
    int loader = opened(FakeNetwork.ok("A: b", 10));
    int buffer = scene.module.blob(new byte[16]);
    pends(onMain("ReadResponseBody", loader, buffer, 4, required()));
    FakeNetwork.Reading first = reading();
    assertTrue(first.most() >= 4, "more is taken than is read");
    first.piece().take(PpError.PP_OK, "0123456789".getBytes(StandardCharsets.US_ASCII));
    scene.expect("completed 4");
    assertArrayEquals("0123".getBytes(StandardCharsets.US_ASCII), scene.module.read(buffer, 4));
    assertEquals(6, onMain("ReadResponseBody", loader, buffer, 16, optional()));
    assertArrayEquals("456789".getBytes(StandardCharsets.US_ASCII), scene.module.read(buffer, 6));
    pends(onMain("ReadResponseBody", loader, buffer, 16, required()));
    reading().piece().take(PpError.PP_OK, new byte[0]);
    scene.expect("completed 0");
    assertEquals(0, onMain("ReadResponseBody", loader, buffer, 16, optional()));
    assertEquals(0, scene.openLoads(), "the browser has nothing of it any more");
  }

  @Test
  void whatTheRequestSaysIsAsked() throws InterruptedException {
    int request = request("../x?y");
    assertTrue(set(request, PpbUrlRequestInfo.METHOD, scene.string("POST")));
    assertTrue(set(request, PpbUrlRequestInfo.HEADERS, scene.string("A: b\nC: d")));
    assertTrue(set(request, PpbUrlRequestInfo.FOLLOW_REDIRECTS, PpVar.of(false)));
    assertTrue(set(request, PpbUrlRequestInfo.ALLOW_CROSS_ORIGIN_REQUESTS, PpVar.of(true)));
    assertTrue(set(request, PpbUrlRequestInfo.PREFETCH_BUFFER_LOWER_THRESHOLD, PpVar.of(1000)));
    assertTrue(set(request, PpbUrlRequestInfo.PREFETCH_BUFFER_UPPER_THRESHOLD, PpVar.of(2000)));
    int data = scene.module.blob(new byte[] {1, 2, 3});
    assertTrue(scene.call(REQUEST, "AppendDataToBody", request, data, 2).bool());
    assertTrue(scene.call(REQUEST, "AppendDataToBody", request, data, 3).bool());
    pends(onMain("Open", loader(), request, required()));
    Network.Request sent = asked().request();
    assertEquals("POST ../x?y", sent.method() + " " + sent.url());
    assertEquals("A: b\nC: d", sent.headers());
    assertFalse(sent.follows() || sent.credentials());
    assertTrue(sent.crossOrigin());
    assertEquals(3000, sent.lower() + sent.upper());
    assertArrayEquals(new byte[] {1, 2, 1, 2, 3}, sent.body());
  }

  @Test
  void propertiesTakeOnlyValuesOfTheirKind() {
    int request = request("x");
    for (int property = -1; property < 20; property++) {
      boolean text =
          property >= 0 && property <= 2 || property == 7 || property == 10 || property == 13;
      boolean custom = property == 7 || property == 10 || property == 13;
      boolean flag = property >= 4 && property <= 6 || property == 8 || property == 9;
      boolean number = property == 11 || property == 12;
      assertEquals(text, set(request, property, scene.string("x")), "text " + property);
      assertEquals(flag, set(request, property, PpVar.of(true)), "flag " + property);
      assertEquals(number, set(request, property, PpVar.of(7)), "number " + property);
      assertEquals(custom, set(request, property, PpVar.UNDEFINED), "undefined " + property);
      assertFalse(set(request, property, PpVar.NULL), "null " + property);
      assertFalse(set(request, property, PpVar.of(1.5)), "double " + property);
      assertFalse(set(request, property, new PpVar(5, 4711)), "a dead string " + property);
    }
    assertFalse(set(4711, PpbUrlRequestInfo.URL, scene.string("x")));
    assertFalse(set(request, PpbUrlRequestInfo.URL, scene.string("x".repeat(70_000))));
  }

  @Test
  void filesAreNeitherSentNorWritten() throws InterruptedException {
    int request = request("x");
    assertFalse(set(request, PpbUrlRequestInfo.STREAM_TO_FILE, PpVar.of(true)));
    assertFalse(scene.call(REQUEST, "AppendFileToBody", request, 4711, 0L, -1L, 0.0).bool());
    int loader = opened(FakeNetwork.ok("", 0));
    assertEquals(
        PpError.PP_ERROR_NOTSUPPORTED, onMain("FinishStreamingToFile", loader, optional()));
    int response = scene.call(LOADER, "GetResponseInfo", loader).word();
    assertEquals(0, scene.call(RESPONSE, "GetBodyAsFileRef", response).word());
  }

  @Test
  void aBodyThatIsTooLargeOrNotThereIsNotAppended() {
    int request = request("x");
    int data = scene.module.blob(new byte[1 << 20]);
    for (int i = 0; i < 16; i++) {
      assertTrue(scene.call(REQUEST, "AppendDataToBody", request, data, 1 << 20).bool());
    }
    assertFalse(scene.call(REQUEST, "AppendDataToBody", request, data, 1).bool());
    assertFalse(scene.call(REQUEST, "AppendDataToBody", request, data, -1).bool());
    assertTrue(scene.call(REQUEST, "AppendDataToBody", request, 0, 0).bool());
    int other = request("x");
    assertFalse(scene.call(REQUEST, "AppendDataToBody", other, 0, 100).bool());
    assertFalse(scene.call(REQUEST, "AppendDataToBody", other, -4, 100).bool());
    assertTrue(scene.call(REQUEST, "AppendDataToBody", other, data, 100).bool());
  }

  @Test
  void bodiesThatNobodySendsAreChargedAndGivenBack() {
    int data = scene.module.blob(new byte[1 << 20]);
    for (int round = 0; round < 3; round++) {
      int[] requests = new int[400];
      int taken = 0;
      for (int i = 0; i < requests.length; i++) {
        requests[i] = request("x");
        taken += scene.call(REQUEST, "AppendDataToBody", requests[i], data, 1 << 20).word();
      }
      assertTrue(taken > 10 && taken <= Vars.BUDGET >> 20, taken + " MiB");
      for (int request : requests) {
        scene.call("PPB_Core;1.0", "ReleaseResource", request);
      }
    }
  }

  @Test
  void whatOnlyTheBrowserMaySaySheSaysHerself() throws InterruptedException {
    for (int property :
        new int[] {
          PpbUrlRequestInfo.CUSTOM_REFERRER_URL,
          PpbUrlRequestInfo.CUSTOM_CONTENT_TRANSFER_ENCODING,
          PpbUrlRequestInfo.CUSTOM_USER_AGENT
        }) {
      int request = request("x");
      for (String text : new String[] {"http://b.test/", "", "A\r\nCookie: b"}) {
        set(request, property, scene.string(text));
        assertEquals(PpError.PP_ERROR_NOACCESS, onMain("Open", loader(), request, optional()));
      }
      set(request, property, PpVar.UNDEFINED);
      pends(onMain("Open", loader(), request, optional()));
    }
    assertEquals(1, scene.logs.size(), "the developer is told why, once");
    assertTrue(scene.logs.getFirst().contains("user agent"), scene.logs.getFirst());
  }

  @Test
  void aWindowThatCannotBeFails() throws InterruptedException {
    for (int[] lowerUpper : new int[][] {{-1, -1}, {-1, 5}, {5, 5}, {6, 5}, {0, 0}}) {
      int request = request("x");
      set(request, PpbUrlRequestInfo.PREFETCH_BUFFER_LOWER_THRESHOLD, PpVar.of(lowerUpper[0]));
      set(request, PpbUrlRequestInfo.PREFETCH_BUFFER_UPPER_THRESHOLD, PpVar.of(lowerUpper[1]));
      assertEquals(PpError.PP_ERROR_FAILED, onMain("Open", loader(), request, optional()));
    }
  }

  @Test
  void oneFunctionIsUnderWayAtATimeAndALoaderIsOpenedOnce() throws InterruptedException {
    int loader = loader();
    int request = request("x");
    pends(onMain("Open", loader, request, optional()));
    int buffer = scene.module.blob(new byte[16]);
    assertEquals(PpError.PP_ERROR_INPROGRESS, onMain("Open", loader, request, optional()));
    assertEquals(PpError.PP_ERROR_INPROGRESS, onMain("FollowRedirect", loader, optional()));
    assertEquals(
        PpError.PP_ERROR_INPROGRESS, onMain("ReadResponseBody", loader, buffer, 1, optional()));
    assertEquals(PpError.PP_ERROR_INPROGRESS, onMain("FinishStreamingToFile", loader, optional()));
    asked().answer().take(FakeNetwork.ok("", 3));
    scene.expect("completed 0");
    assertEquals(PpError.PP_ERROR_INPROGRESS, onMain("Open", loader, request, optional()));
    assertEquals(PpError.PP_ERROR_INPROGRESS, onMain("FollowRedirect", loader, optional()));
    // A callback that must be run is told the error, as all else.
    pends(onMain("Open", loader, request, required()));
    scene.expect("completed " + PpError.PP_ERROR_INPROGRESS);
  }

  @Test
  void badArgumentsHaveTheirErrors() throws InterruptedException {
    int loader = loader();
    int buffer = scene.module.blob(new byte[16]);
    assertEquals(PpError.PP_ERROR_BADRESOURCE, onMain("Open", 4711, request("x"), optional()));
    pends(onMain("Open", 4711, request("x"), required())); // which must be run, and hears of it
    scene.expect("completed " + PpError.PP_ERROR_BADRESOURCE);
    assertEquals(PpError.PP_ERROR_BADARGUMENT, onMain("Open", loader, 4711, optional()));
    assertEquals(PpError.PP_ERROR_BADARGUMENT, onMain("Open", loader, loader, optional()));
    assertEquals(
        PpError.PP_ERROR_FAILED, onMain("ReadResponseBody", loader, buffer, 1, optional()));
    assertEquals(
        PpError.PP_ERROR_BLOCKS_MAIN_THREAD,
        onMain("Open", loader, request("x"), new CompletionCallback(0, 0, 0)));
    assertEquals(
        PpError.PP_ERROR_NO_MESSAGE_LOOP,
        scene.call(LOADER, "Open", loader, request("x"), required()).word());
    int opened = opened(FakeNetwork.ok("", 3));
    for (int[] bufferAndCount : new int[][] {{0, 1}, {buffer, 0}, {buffer, -1}}) {
      assertEquals(
          PpError.PP_ERROR_BADARGUMENT,
          onMain("ReadResponseBody", opened, bufferAndCount[0], bufferAndCount[1], optional()));
    }
    pends(onMain("ReadResponseBody", opened, -16, 16, optional()));
    reading().piece().take(PpError.PP_OK, new byte[] {1, 2, 3});
    scene.expect("completed " + PpError.PP_ERROR_BADARGUMENT);
    assertEquals(3, onMain("ReadResponseBody", opened, buffer, 16, optional()));
    assertEquals(0, scene.call(LOADER, "Create", 4711).word());
    assertEquals(0, scene.call(REQUEST, "Create", 0).word());
    assertFalse(scene.call(LOADER, "IsURLLoader", request("x")).bool());
    assertTrue(scene.call(LOADER, "IsURLLoader", loader).bool());
    assertFalse(scene.call(REQUEST, "IsURLRequestInfo", loader).bool());
    assertFalse(scene.call(RESPONSE, "IsURLResponseInfo", loader).bool());
    assertEquals(PpVar.UNDEFINED.type(), property(loader, PpbUrlResponseInfo.URL).type());
    assertEquals(0, scene.call(LOADER, "GetResponseInfo", 4711).word());
  }

  @Test
  void aResponseTellsWhatTheServerSaid() throws InterruptedException {
    int loader = opened(FakeNetwork.ok("A: b\nC: d", 10));
    int response = scene.call(LOADER, "GetResponseInfo", loader).word();
    assertTrue(scene.call(RESPONSE, "IsURLResponseInfo", response).bool());
    assertEquals("http://a.test/x", text(property(response, PpbUrlResponseInfo.URL)));
    assertEquals(200, property(response, PpbUrlResponseInfo.STATUS_CODE).asInt());
    assertEquals("OK", text(property(response, PpbUrlResponseInfo.STATUS_LINE)));
    assertEquals("A: b\nC: d", text(property(response, PpbUrlResponseInfo.HEADERS)));
    for (int property : new int[] {PpbUrlResponseInfo.REDIRECT_URL, 2, 6, -1}) {
      assertEquals(PpVar.UNDEFINED.type(), property(response, property).type());
    }
    assertEquals(response, scene.call(LOADER, "GetResponseInfo", loader).word());
    scene.call("PPB_Core;1.0", "ReleaseResource", loader);
    assertTrue(scene.call(RESPONSE, "IsURLResponseInfo", response).bool(), "it is the module's");
    scene.call("PPB_Core;1.0", "ReleaseResource", response);
    scene.call("PPB_Core;1.0", "ReleaseResource", response);
    assertFalse(scene.call(RESPONSE, "IsURLResponseInfo", response).bool());
  }

  @Test
  void aRedirectWaitsUntilItIsFollowed() throws InterruptedException {
    int request = request("x");
    set(request, PpbUrlRequestInfo.FOLLOW_REDIRECTS, PpVar.of(false));
    int loader = loader();
    pends(onMain("Open", loader, request, required()));
    asked().answer().take(FakeNetwork.redirect("http://a.test/y"));
    scene.expect("completed 0");
    int response = scene.call(LOADER, "GetResponseInfo", loader).word();
    assertEquals(302, property(response, PpbUrlResponseInfo.STATUS_CODE).asInt());
    assertEquals("http://a.test/y", text(property(response, PpbUrlResponseInfo.REDIRECT_URL)));
    assertEquals("GET", text(property(response, PpbUrlResponseInfo.REDIRECT_METHOD)));
    int buffer = scene.module.blob(new byte[16]);
    assertEquals(
        PpError.PP_ERROR_FAILED, onMain("ReadResponseBody", loader, buffer, 1, optional()));
    pends(onMain("FollowRedirect", loader, required()));
    asked().answer().take(FakeNetwork.ok("", 1));
    scene.expect("completed 0");
    assertNotEquals(response, scene.call(LOADER, "GetResponseInfo", loader).word());
  }

  @Test
  void progressIsToldWhereItWasToBeRecorded() throws InterruptedException {
    int request = request("x");
    int loader = loader();
    pends(onMain("Open", loader, request, required()));
    int sent = scene.module.blob(new byte[16]);
    scene.module.writeLong(sent, 99);
    assertFalse(scene.call(LOADER, "GetUploadProgress", loader, sent, sent + 8).bool());
    assertEquals(0, scene.module.readLong(sent));
    assertFalse(scene.call(LOADER, "GetDownloadProgress", 4711, sent, sent + 8).bool());
    set(request, PpbUrlRequestInfo.RECORD_UPLOAD_PROGRESS, PpVar.of(true));
    set(request, PpbUrlRequestInfo.RECORD_DOWNLOAD_PROGRESS, PpVar.of(true));
    set(request, PpbUrlRequestInfo.METHOD, scene.string("POST"));
    scene.call(REQUEST, "AppendDataToBody", request, sent, 16);
    int recorded = loader();
    pends(onMain("Open", recorded, request, required()));
    scene.progress = new Network.Progress(5, 0, -1);
    assertTrue(scene.call(LOADER, "GetUploadProgress", recorded, sent, sent + 8).bool());
    assertEquals(5, scene.module.readLong(sent));
    assertEquals(16, scene.module.readLong(sent + 8L));
    assertTrue(scene.call(LOADER, "GetDownloadProgress", recorded, sent, sent + 8).bool());
    assertEquals(-1, scene.module.readLong(sent + 8L));
    asked();
    asked().answer().take(FakeNetwork.ok("", 1000));
    scene.expect("completed 0");
    scene.progress = new Network.Progress(16, 700, 1000);
    assertTrue(scene.call(LOADER, "GetDownloadProgress", recorded, sent, sent + 8).bool());
    assertEquals(700, scene.module.readLong(sent));
    assertEquals(1000, scene.module.readLong(sent + 8L));
    assertFalse(scene.call(LOADER, "GetDownloadProgress", recorded, 0, -8).bool());
  }

  @Test
  void aLoaderReleasedInMidStreamAbortsAndClosesItsLoad() throws InterruptedException {
    int loader = opened(FakeNetwork.ok("", 10));
    int buffer = scene.module.blob(new byte[16]);
    pends(onMain("ReadResponseBody", loader, buffer, 16, required()));
    FakeNetwork.Reading late = reading();
    scene.call("PPB_Core;1.0", "ReleaseResource", loader);
    scene.expect("completed " + PpError.PP_ERROR_ABORTED);
    late.piece().take(PpError.PP_OK, new byte[] {1, 2, 3});
    assertEquals(0, scene.module.readInt(buffer), "nobody writes into the module any more");
    assertEquals(0, scene.openLoads());
  }

  @Test
  void aClosedLoaderReadsNothing() throws InterruptedException {
    int loader = opened(FakeNetwork.ok("", 10));
    scene.call(LOADER, "Close", loader);
    int buffer = scene.module.blob(new byte[16]);
    assertEquals(
        PpError.PP_ERROR_ABORTED, onMain("ReadResponseBody", loader, buffer, 1, optional()));
    assertEquals(PpError.PP_ERROR_INPROGRESS, onMain("Open", loader, request("x"), optional()));
    int waiting = loader();
    pends(onMain("Open", waiting, request("x"), required()));
    FakeNetwork.Asked late = asked();
    scene.call(LOADER, "Close", waiting);
    scene.expect("completed " + PpError.PP_ERROR_ABORTED);
    late.answer().take(FakeNetwork.ok("", 1));
    assertEquals(0, scene.call(LOADER, "GetResponseInfo", waiting).word());
    assertEquals(0, scene.openLoads());
  }

  @Test
  void anErrorOfTheNetworkIsToldAndStays() throws InterruptedException {
    int loader = opened(Network.Answer.failed(PpError.PP_ERROR_NOACCESS));
    assertEquals(0, scene.call(LOADER, "GetResponseInfo", loader).word());
    int broken = opened(FakeNetwork.ok("", 10));
    int buffer = scene.module.blob(new byte[16]);
    pends(onMain("ReadResponseBody", broken, buffer, 16, required()));
    reading().piece().take(PpError.PP_ERROR_FAILED, new byte[0]);
    scene.expect("completed " + PpError.PP_ERROR_FAILED);
    assertEquals(
        PpError.PP_ERROR_FAILED, onMain("ReadResponseBody", broken, buffer, 16, optional()));
    assertEquals(0, scene.openLoads());
  }

  @Test
  void theLoadsOfAnElementEndWithIt() throws InterruptedException {
    int loader = opened(FakeNetwork.ok("", 10));
    assertEquals(1, scene.openLoads());
    assertTrue(scene.pepper.destroyInstance(Scene.INSTANCE));
    scene.expect("DidDestroy " + Scene.INSTANCE);
    assertEquals(0, scene.finish());
    assertEquals(0, scene.openLoads());
    assertFalse(scene.call(LOADER, "IsURLLoader", loader).bool());
  }

  @Test
  void anotherThreadWaitsInTheFunction() throws Exception {
    int loader = loader();
    int request = request("x");
    int[] result = new int[2];
    int buffer = scene.module.blob(new byte[16]);
    CompletionCallback blocking = new CompletionCallback(0, 0, 0);
    Thread thread =
        new Thread(
            () -> {
              result[0] = scene.call(LOADER, "Open", loader, request, blocking).word();
              result[1] =
                  scene.call(LOADER, "ReadResponseBody", loader, buffer, 16, blocking).word();
            });
    thread.start();
    asked().answer().take(FakeNetwork.ok("", 3));
    reading().piece().take(PpError.PP_OK, new byte[] {1, 2, 3});
    thread.join();
    assertArrayEquals(new int[] {0, 3}, result);
    assertEquals(0x030201, scene.module.readInt(buffer));
  }

  @Test
  void manyLoadersAreBoundedAsAllResources() {
    int last = 0;
    int count = 0;
    for (int next = loader(); next != 0; next = loader()) {
      last = next;
      count++;
    }
    assertTrue(count < Resources.LIMIT && count > Resources.LIMIT - 1000, count + " loaders");
    scene.call("PPB_Core;1.0", "ReleaseResource", last);
    assertNotEquals(0, loader());
  }
}
