package io.footfall.transforms.backup;

import io.footfall.backup.BackedUpFile;
import io.footfall.backup.BackupFolder;
import io.footfall.backup.MessageBackup;
import io.footfall.dataset.Dataset;
import io.footfall.files.Destination;
import io.footfall.files.OutputFiles;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.stream.Message;
import io.footfall.stream.RecordBlock;
import io.footfall.stream.RecordBlockCoder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the source of a stream unmodified, in gzip files with the keys of Amazon Data Firehose
 * ({@link BackupFolder}). Reading a backup produces the same records. Emits the names of the files.
 *
 * <p>Nothing is lost or duplicated: a file is written once the runner guarantees the same messages
 * after a failure, and its name is derived from them.
 *
 * <p>There are two forms. A watched file is copied whole and once, as {@link BackUpFiles} copies
 * those of a bounded run, because its header and its layout belong to its records. Messages have
 * neither and are small: thousands of them, of one minute or a few megabytes, become the lines of
 * one file.
 */
public final class BackUpMessages
    extends PTransform<PCollection<RecordBlock>, PCollection<String>> {
  /** Uncompressed size. Also bounds the state of each group. */
  private static final long MOST_BYTES_PER_FILE = 8L << 20;

  private static final Duration MOST_WAIT = Duration.standardMinutes(1);
  private static final int GROUPS = 16;
  private static final TupleTag<KV<Integer, RecordBlock>> MESSAGES = new TupleTag<>("messages") {};
  private static final TupleTag<KV<String, Long>> FILES = new TupleTag<>("files") {};

  private final BackupFolder folder;
  private final RecordSchema schema;
  private final ReadSettings settings;

  private BackUpMessages(BackupFolder folder, RecordSchema schema, ReadSettings settings) {
    this.folder = folder;
    this.schema = schema;
    this.settings = settings;
  }

  /**
   * Returns a transform that writes to a folder.
   *
   * @param dataset the dataset of the records in the messages
   * @param settings their format
   */
  public static BackUpMessages to(BackupFolder folder, Dataset<?> dataset, ReadSettings settings) {
    return new BackUpMessages(folder, dataset.schema(), settings);
  }

  @Override
  public PCollection<String> expand(PCollection<RecordBlock> batches) {
    PCollectionTuple routed =
        batches
            .apply("InNoWindow", Window.into(new GlobalWindows()))
            .apply(
                "TellMessagesFromFiles",
                ParDo.of(new TellApart()).withOutputTags(MESSAGES, TupleTagList.of(FILES)));
    PCollection<String> written =
        routed
            .get(MESSAGES)
            .setCoder(KvCoder.of(VarIntCoder.of(), RecordBlockCoder.of()))
            .apply(
                "GatherMessages",
                GroupIntoBatches.<Integer, RecordBlock>ofByteSize(
                        MOST_BYTES_PER_FILE, BackUpMessages::weight)
                    .withMaxBufferingDuration(MOST_WAIT))
            .apply("WriteMessages", ParDo.of(new WriteMessages(folder, schema, settings)))
            .setCoder(StringUtf8Coder.of());
    PCollection<String> copied =
        routed
            .get(FILES)
            .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()))
            .apply("TakeEachFileOnce", ParDo.of(new TakeOnce()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()))
            .apply("CopyFiles", ParDo.of(new CopyFile(folder)))
            .setCoder(StringUtf8Coder.of());
    return PCollectionList.of(written).and(copied).apply("NamesOfFiles", Flatten.pCollections());
  }

  private static Long weight(RecordBlock batch) {
    long bytes = 0;
    for (Message message : batch.messages()) {
      bytes += message.payload().length + 1L;
    }
    return bytes;
  }

  private static final class TellApart extends DoFn<RecordBlock, KV<Integer, RecordBlock>> {
    @ProcessElement
    public void processElement(@Element RecordBlock batch, MultiOutputReceiver out) {
      List<Message> messages = new ArrayList<>();
      Map<String, Long> files = new LinkedHashMap<>();
      for (Message message : batch.messages()) {
        if (message.section() == null) {
          messages.add(message);
        } else {
          files.putIfAbsent(message.section().file(), message.arrivalMillis());
        }
      }
      if (!messages.isEmpty()) {
        // Groups, because the state and timers of a key per shard would remain indefinitely.
        int group = Math.floorMod(messages.get(0).shard().hashCode(), GROUPS);
        out.get(MESSAGES).output(KV.of(group, RecordBlock.of(messages)));
      }
      files.forEach((file, arrival) -> out.get(FILES).output(KV.of(file, arrival)));
    }
  }

  private static final class WriteMessages
      extends DoFn<KV<Integer, Iterable<RecordBlock>>, String> {
    private final BackupFolder folder;
    private final RecordSchema schema;
    private final ReadSettings settings;
    private transient @Nullable MessageBackup backup;

    WriteMessages(BackupFolder folder, RecordSchema schema, ReadSettings settings) {
      this.folder = folder;
      this.schema = schema;
      this.settings = settings;
    }

    @RequiresStableInput
    @ProcessElement
    public void processElement(
        @Element KV<Integer, Iterable<RecordBlock>> gathered, OutputReceiver<String> out)
        throws IOException {
      MessageBackup to = backup;
      if (to == null) {
        to = new MessageBackup(folder, schema, settings);
        backup = to;
      }
      List<Message> messages = new ArrayList<>();
      gathered.getValue().forEach(batch -> messages.addAll(batch.messages()));
      if (!messages.isEmpty()) {
        MessageBackup writer = to;
        new Destination(folder.folder()).write(() -> writer.write(messages)).forEach(out::output);
      }
    }
  }

  /** A file arrives in many sections; the first one represents it. */
  private static final class TakeOnce extends DoFn<KV<String, Long>, KV<String, Long>> {
    @StateId("taken")
    private final StateSpec<ValueState<Long>> spec = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, Long> file,
        @StateId("taken") ValueState<Long> taken,
        OutputReceiver<KV<String, Long>> out) {
      if (taken.read() == null) {
        taken.write(file.getValue());
        out.output(file);
      }
    }
  }

  private static final class CopyFile extends DoFn<KV<String, Long>, String> {
    private final BackupFolder folder;

    CopyFile(BackupFolder folder) {
      this.folder = folder;
    }

    @RequiresStableInput
    @ProcessElement
    public void processElement(@Element KV<String, Long> file, OutputReceiver<String> out)
        throws IOException {
      out.output(
          new Destination(folder.folder()).write(() -> copy(file.getKey(), file.getValue())));
    }

    private String copy(String source, long arrival) throws IOException {
      BackedUpFile copy =
          folder.copy(
              source,
              OutputFiles.size(source),
              Instant.ofEpochMilli(arrival),
              Long.toString(arrival),
              folder.temporary());
      OutputFiles.rename(copy.temporary(), copy.file());
      return copy.file();
    }
  }
}
