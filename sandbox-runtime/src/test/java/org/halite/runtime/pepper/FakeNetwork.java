package org.halite.runtime.pepper;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A browser's side of loads that answers when a test says so. */
class FakeNetwork implements Network {
  /** A load that was asked for, or followed with no request. */
  record Asked(int load, Request request, AnswerTaker answer) {}

  /** A read that waits. */
  record Reading(int load, int most, PieceTaker piece) {}

  final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  final BlockingQueue<Reading> readings = new LinkedBlockingQueue<>();

  /** Whether everything is refused at once, and not when a test says so. */
  volatile boolean refusesAll;

  /** Loads that were begun and not closed. */
  final Set<Integer> open = new HashSet<>();

  volatile Progress progress = new Progress(0, 0, -1);

  static Answer ok(String headers, long length) {
    return new Answer(0, 200, "http://a.test/x", "OK", headers, "", "", length);
  }

  static Answer redirect(String to) {
    return new Answer(0, 302, "http://a.test/x", "Found", "", to, "GET", -1);
  }

  @Override
  public void openUrl(int instance, int load, Request request, AnswerTaker answer) {
    synchronized (open) {
      open.add(load);
    }
    if (refusesAll) {
      answer.take(request.body().length % 2 == 0 ? ok("", 3) : Answer.failed(-2));
      return;
    }
    asked.add(new Asked(load, request, answer));
  }

  @Override
  public void followUrl(int load, AnswerTaker answer) {
    if (refusesAll) {
      answer.take(Answer.failed(-2));
      return;
    }
    asked.add(new Asked(load, null, answer));
  }

  @Override
  public void readUrl(int load, int most, PieceTaker piece) {
    if (refusesAll) {
      piece.take(0, new byte[0]);
      return;
    }
    readings.add(new Reading(load, most, piece));
  }

  @Override
  public Progress urlProgress(int load) {
    return progress;
  }

  @Override
  public void closeUrl(int load) {
    synchronized (open) {
      open.remove(load);
    }
  }

  int openLoads() {
    synchronized (open) {
      return open.size();
    }
  }
}
