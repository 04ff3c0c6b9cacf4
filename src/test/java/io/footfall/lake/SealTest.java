package io.footfall.lake;

import static io.footfall.testing.Thrown.messageOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.accounting.SourceCounts;
import io.footfall.rejects.RejectCode;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A seal is read as it was written, and refused if it names files that are not of the lake. */
class SealTest {
  private static final String PATH = "date=2024-03-01/a-run-00000.parquet";

  private static Seal seal(String path, String replaced) {
    LakeFile file = new LakeFile(path, LocalDate.of(2024, 3, 1), 1, 2, List.of("a"));
    return new Seal(
        Seal.Kind.BATCH,
        "visits",
        "a",
        "run",
        Instant.EPOCH,
        "1",
        "UTC",
        Optional.empty(),
        Map.of("zone", "UTC"),
        List.of(file),
        List.of(replaced),
        List.of(),
        Map.of("v.csv", counts()),
        Map.of("w.csv", counts()));
  }

  private static SourceCounts counts() {
    SourceCounts counts = new SourceCounts();
    counts.read = 3;
    counts.ok = 1;
    counts.late = 1;
    counts.reject(RejectCode.INVALID_NUMBER);
    return counts;
  }

  @Test
  void readsWhatItWrites() throws Exception {
    Seal seal = seal(PATH, "date=2023-01-01/b.parquet");

    assertThat(Seal.of(seal.toJson()), is(seal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../victim.txt",
        "date=2024-03-01/../../victim.parquet",
        "date=2024-03-01/..",
        "date=2024-03-01/.hidden.parquet",
        "date=2024-03-01/a/b.parquet",
        "date=2024-03-01\\\\a.parquet",
        "/date=2024-03-01/a.parquet",
        "s3://bucket/date=2024-03-01/a.parquet",
        "date=2024-03-01/a.csv",
        "a.parquet",
        ""
      })
  void refusesFilesThatAreNotOfTheLake(String path) throws Exception {
    byte[] asFile = seal("x", PATH).toJson();
    byte[] asReplaced = seal(PATH, "x").toJson();
    for (byte[] json : List.of(asFile, asReplaced)) {
      byte[] tampered =
          new String(json, UTF_8).replace("\"x\"", "\"" + path + "\"").getBytes(UTF_8);

      assertThat(
          messageOf(IOException.class, () -> Seal.of(tampered)), containsString("/NAME.parquet"));
    }
  }

  @Test
  void refusesAFileInTheFolderOfAnotherDay() throws Exception {
    byte[] json = seal("date=2024-03-02/a.parquet", PATH).toJson();

    assertThat(
        messageOf(IOException.class, () -> Seal.of(json)),
        containsString("expected date=2024-03-01/NAME.parquet"));
  }
}
