package org.halite.runtime.pepper;

/**
 * What a module asks servers for, by way of the browser, which judges it. A load is named by a
 * positive number that is used once. Answers come on any thread, once, and never after the end of
 * the browser.
 */
public interface Network {
  /**
   * A request.
   *
   * @param headers lines of {@code Name: value}
   * @param follows whether redirects are followed without asking
   * @param crossOrigin whether other origins may be asked, by CORS
   * @param credentials whether those must allow credentials
   * @param upper bytes that the browser holds of the answer before the server must wait
   * @param lower bytes left when it may go on
   * @param body not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Request(
      String method,
      String url,
      String headers,
      boolean follows,
      boolean crossOrigin,
      boolean credentials,
      int upper,
      int lower,
      byte[] body) {}

  /**
   * What a server answered, but for the body.
   *
   * @param result PP_OK, or why there is nothing else
   * @param phrase what the status is called
   * @param headers lines of {@code Name: value}
   * @param redirectUrl where a redirect leads, empty when that is not to be known
   * @param redirectMethod by which it is asked for there
   * @param length of the body in bytes, -1 when it is not known
   */
  record Answer(
      int result,
      int status,
      String url,
      String phrase,
      String headers,
      String redirectUrl,
      String redirectMethod,
      long length) {
    /** None came. */
    public static Answer failed(int result) {
      return new Answer(result, 0, "", "", "", "", "", -1);
    }
  }

  /** Gets what a server answered. */
  interface AnswerTaker {
    /** Takes it. */
    void take(Answer answer);
  }

  /** Gets a piece of a body. */
  interface PieceTaker {
    /**
     * Takes it.
     *
     * @param result PP_OK, or why there is no more
     * @param piece empty at the end
     */
    void take(int result, byte[] piece);
  }

  /**
   * How far a load has come.
   *
   * @param expected -1 when it is not known
   */
  record Progress(long sent, long received, long expected) {}

  /** Begins a load, which must be closed, also when it fails. */
  void openUrl(int instance, int load, Request request, AnswerTaker answer);

  /** Follows the redirect that the last answer was. */
  void followUrl(int load, AnswerTaker answer);

  /** Reads on; one at a time. */
  void readUrl(int load, int most, PieceTaker piece);

  /** Waits for the browser's word; null when it is gone. */
  Progress urlProgress(int load);

  /** Ends a load. */
  void closeUrl(int load);
}
