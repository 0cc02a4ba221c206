package org.halite.runtime.pepper;

/** A PPB_URLResponseInfo; what it holds is charged to the module's variables. */
final class UrlResponseInfo implements Resource {
  private final int instance;
  private final Network.Answer answer;
  private final Vars vars;
  private final long charged;

  private UrlResponseInfo(int instance, Network.Answer answer, Vars vars, long charged) {
    this.instance = instance;
    this.answer = answer;
    this.vars = vars;
    this.charged = charged;
  }

  /** Null when the module's variables take too much already. */
  static UrlResponseInfo of(int instance, Network.Answer answer, Vars vars) {
    long cost =
        0L + answer.url().length() + answer.headers().length() + answer.redirectUrl().length();
    return vars.charge(cost) ? new UrlResponseInfo(instance, answer, vars, cost) : null;
  }

  @Override
  public int instance() {
    return instance;
  }

  Network.Answer answer() {
    return answer;
  }

  boolean isRedirect() {
    return answer.status() >= 300 && answer.status() <= 399;
  }

  @Override
  public void gone() {
    vars.refund(charged);
  }
}
