package org.halite.runtime.validator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The rows of stricter-rules.md, each with a test of whether a refused record falls under it. A row
 * that is not known here makes OracleTest fail, and so does a difference that no row explains.
 */
final class StricterRules {
  /**
   * By the start of the row's first column: (record, what else would be accepted) to whether the
   * row explains the refusal.
   */
  private static final Map<String, BiPredicate<byte[], Predicate<byte[]>>> EXPLANATIONS =
      Map.of("A nop is a nop", StricterRules::nopIsNop);

  private StricterRules() {}

  /** The rows' first columns, each with the count of records that its last column starts with. */
  static Map<String, Long> rows() throws IOException {
    Map<String, Long> rows = new LinkedHashMap<>();
    try (InputStream in = Validator.class.getResourceAsStream("stricter-rules.md")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n", -1)) {
        String[] columns = line.split("\\|", -1);
        if (columns.length == 6 && !columns[1].contains("---") && !columns[1].equals(" rule ")) {
          rows.put(
              columns[1].strip(),
              Long.parseLong(columns[4].strip().replaceFirst("[^0-9,].*", "").replace(",", "")));
        }
      }
    }
    return rows;
  }

  /** Whether a row has a test here. */
  static boolean known(String row) {
    return EXPLANATIONS.keySet().stream().anyMatch(row::startsWith);
  }

  /**
   * The row that says why a record is refused that the oracle accepts, or null.
   *
   * @param accepts whether the validator accepts another record in its place
   */
  static String explaining(byte[] record, Predicate<byte[]> accepts) throws IOException {
    for (String row : rows().keySet()) {
      for (var explanation : EXPLANATIONS.entrySet()) {
        if (row.startsWith(explanation.getKey()) && explanation.getValue().test(record, accepts)) {
          return row;
        }
      }
    }
    return null;
  }

  /**
   * Q1: the record would be accepted if each 40 90, 42 90, 44 90 and 46 90 were 87 c0, the exchange
   * that the reference takes it for.
   */
  private static boolean nopIsNop(byte[] record, Predicate<byte[]> accepts) {
    byte[] exchanged = record.clone();
    boolean any = false;
    for (int i = 0; i + 1 < record.length; i++) {
      if ((record[i] & 0xf9) == 0x40 && record[i + 1] == (byte) 0x90) {
        exchanged[i] = (byte) 0x87;
        exchanged[i + 1] = (byte) 0xc0;
        any = true;
      }
    }
    return any && accepts.test(exchanged);
  }
}
