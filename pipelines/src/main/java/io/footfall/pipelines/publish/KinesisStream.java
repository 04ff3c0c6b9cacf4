package io.footfall.pipelines.publish;

import io.footfall.bytes.Sha256;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * Writes to a Kinesis stream with PutRecords, in batches of at most 500 records and 5 MiB, several
 * at a time.
 *
 * <p>PutRecords can store part of a batch and refuse the rest, usually because a shard has reached
 * its limit of 1 MiB or 1,000 records per second. Refused records and failed batches are resent
 * with exponential backoff and jitter, until no record has been stored for as long as {@code
 * patience}.
 *
 * <p>Credentials come from the AWS provider chain only.
 */
public final class KinesisStream implements MessageStream {
  private static final int MAX_BATCH_RECORDS = 500;
  private static final int MAX_BATCH_BYTES = 5 << 20;
  private static final int MAX_MESSAGE_BYTES = 1 << 20;
  private static final int MAX_KEY_CHARACTERS = 256;
  private static final int SENDERS = 8;
  private static final int BATCHES_ON_THEIR_WAY = 2 * SENDERS;
  private static final long NANOS_TO_FILL_A_BATCH = 100_000_000;
  private static final long MILLIS_OF_FIRST_PAUSE = 100;
  private static final long MILLIS_OF_LONGEST_PAUSE = 5_000;
  private static final int MOST_DOUBLINGS = 10;
  private static final int FIRST_SERVER_ERROR = 500;

  private final String stream;
  private final String where;
  private final Duration patience;
  private final KinesisClient client;
  private final ExecutorService senders =
      Executors.newFixedThreadPool(
          SENDERS,
          task -> {
            Thread thread = new Thread(task, "kinesis");
            thread.setDaemon(true);
            return thread;
          });
  private final Semaphore room = new Semaphore(BATCHES_ON_THEIR_WAY);
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong lastStored = new AtomicLong(System.nanoTime());

  private List<PutRecordsRequestEntry> batch = new ArrayList<>();
  private int batchBytes;
  private long batchSince;

  private KinesisStream(String stream, String where, Duration patience, KinesisClient client) {
    this.stream = stream;
    this.where = where;
    this.patience = patience;
    this.client = client;
  }

  /**
   * Opens a stream.
   *
   * @param stream name of the stream
   * @param region region of the stream
   * @param endpoint endpoint, or null for that of AWS
   * @param patience how long to retry while no record is stored
   * @throws FootfallException if the stream does not exist or is unreachable
   */
  public static KinesisStream open(
      String stream, Region region, @Nullable URI endpoint, Duration patience) {
    KinesisClientBuilder builder =
        KinesisClient.builder()
            .region(region)
            .credentialsProvider(DefaultCredentialsProvider.create())
            .httpClientBuilder(ApacheHttpClient.builder().maxConnections(SENDERS));
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    String where = region + (endpoint == null ? "" : " at " + endpoint);
    KinesisStream opened = new KinesisStream(stream, where, patience, builder.build());
    try {
      opened.client.describeStreamSummary(request -> request.streamName(stream));
    } catch (SdkException e) {
      opened.close();
      throw opened.refused(e);
    }
    return opened;
  }

  /**
   * Checks that a registered consumer exists and is active. A missing permission to describe it is
   * not a failure, because reading may be allowed anyway.
   *
   * @param arn the consumer
   * @throws FootfallException if there is no such active consumer, or the service does not support
   *     consumers
   */
  public void checkConsumer(String arn) {
    ConsumerStatus status;
    try {
      status =
          client
              .describeStreamConsumer(request -> request.consumerARN(arn))
              .consumerDescription()
              .consumerStatus();
    } catch (ResourceNotFoundException e) {
      throw new FootfallException(
          Kind.IO, "Consumer not found: " + arn + ". Register it, or check --consumerArn.", e);
    } catch (SdkServiceException e) {
      if (e instanceof AwsServiceException aws
          && aws.awsErrorDetails() != null
          && String.valueOf(aws.awsErrorDetails().errorCode()).contains("AccessDenied")) {
        return;
      }
      throw new FootfallException(
          Kind.IO,
          ("Kinesis in %s cannot describe the consumer %s: %s. Omit --consumerArn to read without"
                  + " enhanced fan-out.")
              .formatted(where, arn, firstLine(e)),
          e);
    } catch (SdkException e) {
      throw refused(e);
    }
    if (status != ConsumerStatus.ACTIVE) {
      throw new FootfallException(
          Kind.IO, "The consumer " + arn + " is " + status + ", not ACTIVE. Try again later.");
    }
  }

  @Override
  public String name() {
    return "kinesis://" + stream;
  }

  @Override
  public int maxMessageBytes() {
    return MAX_MESSAGE_BYTES;
  }

  @Override
  public void send(String key, byte[] message) {
    checkFailure();
    String partitionKey = partitionKey(key);
    int bytes = message.length + partitionKey.getBytes(StandardCharsets.UTF_8).length;
    if (batch.size() == MAX_BATCH_RECORDS || batchBytes + bytes > MAX_BATCH_BYTES) {
      dispatch();
    }
    if (batch.isEmpty()) {
      batchSince = System.nanoTime();
    }
    batch.add(
        PutRecordsRequestEntry.builder()
            .partitionKey(partitionKey)
            .data(SdkBytes.fromByteArrayUnsafe(message))
            .build());
    batchBytes += bytes;
    if (System.nanoTime() - batchSince > NANOS_TO_FILL_A_BATCH) {
      dispatch();
    }
  }

  /** Returns the key, or a digest if it is longer than Kinesis allows. */
  static String partitionKey(String key) {
    if (key.codePointCount(0, key.length()) <= MAX_KEY_CHARACTERS) {
      return key;
    }
    return HexFormat.of().formatHex(Sha256.of(key));
  }

  private void dispatch() {
    if (batch.isEmpty()) {
      return;
    }
    List<PutRecordsRequestEntry> full = batch;
    batch = new ArrayList<>(MAX_BATCH_RECORDS);
    batchBytes = 0;
    room.acquireUninterruptibly();
    senders.execute(
        () -> {
          try {
            put(full);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.compareAndSet(null, new IllegalStateException("stopped", e));
          } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
          } finally {
            room.release();
          }
        });
  }

  /** Sends records until all are stored. */
  private void put(List<PutRecordsRequestEntry> records) throws InterruptedException {
    List<PutRecordsRequestEntry> left = records;
    long since = System.nanoTime();
    for (int attempt = 0; ; attempt++) {
      String refusal;
      RuntimeException cause = null;
      try {
        List<PutRecordsRequestEntry> sent = left;
        PutRecordsResponse response =
            client.putRecords(request -> request.streamName(stream).records(sent));
        left = refused(sent, response);
        int stored = sent.size() - left.size();
        acknowledged.addAndGet(stored);
        if (stored > 0) {
          lastStored.set(System.nanoTime());
          attempt = 0;
        }
        if (left.isEmpty()) {
          return;
        }
        refusal =
            response.records().stream()
                .filter(record -> record.errorCode() != null)
                .map(record -> record.errorCode() + ": " + record.errorMessage())
                .findFirst()
                .orElse("no reason given");
      } catch (SdkException e) {
        if (!isTransient(e)) {
          throw refused(e);
        }
        refusal = String.valueOf(e.getMessage());
        cause = e;
      }
      if (failure.get() != null) {
        return;
      }
      long now = System.nanoTime();
      if (Math.min(now - since, now - lastStored.get()) > patience.toNanos()) {
        throw new FootfallException(
            Kind.IO,
            "%s stored nothing for %s s: %s. Add shards or lower --rate."
                .formatted(name(), patience.toSeconds(), refusal),
            cause == null ? new IllegalStateException(refusal) : cause);
      }
      repeated.addAndGet(left.size());
      pause(attempt);
    }
  }

  private static List<PutRecordsRequestEntry> refused(
      List<PutRecordsRequestEntry> sent, PutRecordsResponse response) {
    if (response.failedRecordCount() == null || response.failedRecordCount() == 0) {
      return List.of();
    }
    List<PutRecordsRequestEntry> refused = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      if (response.records().get(i).errorCode() != null) {
        refused.add(sent.get(i));
      }
    }
    return refused;
  }

  /**
   * Pauses before an attempt. Half of the pause is random, so that senders do not retry
   * simultaneously.
   */
  private static void pause(int attempt) throws InterruptedException {
    long longest =
        Math.min(
            MILLIS_OF_LONGEST_PAUSE, MILLIS_OF_FIRST_PAUSE << Math.min(MOST_DOUBLINGS, attempt));
    Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
  }

  private static boolean isTransient(SdkException e) {
    if (e instanceof SdkServiceException service) {
      return service.isThrottlingException()
          || service.statusCode() >= FIRST_SERVER_ERROR
          || e instanceof LimitExceededException
          || e instanceof KmsThrottlingException;
    }
    return !isAboutCredentials(e);
  }

  private static boolean isAboutCredentials(SdkException e) {
    return e instanceof SdkClientException
        && String.valueOf(e.getMessage()).contains("load credentials");
  }

  private FootfallException refused(SdkException e) {
    String message;
    if (e instanceof ResourceNotFoundException) {
      message =
          "Stream not found: %s in %s. Create it, or check its name and --awsRegion."
              .formatted(stream, where);
    } else if (isAboutCredentials(e)) {
      message =
          "No AWS credentials found in the environment, the profile or the machine's role. Set"
              + " AWS_PROFILE, for example.";
    } else if (e instanceof SdkServiceException service) {
      message = name() + " in " + where + " refuses: " + firstLine(service) + ".";
    } else {
      message =
          "Kinesis in %s is unreachable: %s. Check --awsRegion and --endpoint."
              .formatted(where, firstLine(e));
    }
    return new FootfallException(Kind.IO, message, e);
  }

  private static String firstLine(SdkException e) {
    String text =
        e instanceof AwsServiceException aws
                && aws.awsErrorDetails() != null
                && aws.awsErrorDetails().errorMessage() != null
            ? aws.awsErrorDetails().errorCode() + ", " + aws.awsErrorDetails().errorMessage()
            : String.valueOf(e.getMessage());
    return text.lines().findFirst().orElse("").replaceAll("[.\\s]+$", "");
  }

  private void checkFailure() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void flush() {
    dispatch();
    room.acquireUninterruptibly(BATCHES_ON_THEIR_WAY);
    room.release(BATCHES_ON_THEIR_WAY);
    checkFailure();
  }

  @Override
  public long acknowledged() {
    return acknowledged.get();
  }

  @Override
  public long repeated() {
    return repeated.get();
  }

  @Override
  public void close() {
    senders.shutdownNow();
    client.close();
  }
}
