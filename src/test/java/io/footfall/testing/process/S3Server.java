package io.footfall.testing.process;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A local S3 (s3proxy) that stores each object as a file. Accepts any credentials and ignores
 * headers for encryption.
 */
public final class S3Server implements AutoCloseable {
  /** The region for clients; the server accepts any. */
  public static final String REGION = "us-east-1";

  private final ServerProcess process;
  private final URI endpoint;
  private final Path objects;
  private final S3Client client;

  private S3Server(ServerProcess process, URI endpoint, Path objects) {
    this.process = process;
    this.endpoint = endpoint;
    this.objects = objects;
    client = client(endpoint);
  }

  /**
   * Returns a client with credentials that the server accepts.
   *
   * @param endpoint address of the server
   */
  static S3Client client(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.of(REGION))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(ApacheHttpClient.builder())
        .build();
  }

  /**
   * Starts a server without buckets and waits until it responds.
   *
   * @param folder an empty directory for objects and log
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public static S3Server start(Path folder) throws IOException, InterruptedException {
    Path jars = ServerProcess.made("s3");
    Path home = Files.createDirectories(folder.resolve("s3"));
    Path objects = Files.createDirectories(home.resolve("objects"));
    URI endpoint = URI.create("http://127.0.0.1:" + ReservedPort.take());
    Path settings = home.resolve("s3proxy.properties");
    // The server does not know the encryption headers that Beam always sends.
    Files.writeString(
        settings,
        """
        s3proxy.authorization=none
        s3proxy.endpoint=%s
        s3proxy.ignore-unknown-headers=true
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(endpoint, objects));
    Path logging = home.resolve("logback.xml");
    Files.writeString(
        logging,
        """
        <configuration>
          <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d %level %logger{20} %msg%n</pattern></encoder>
          </appender>
          <root level="WARN"><appender-ref ref="OUT"/></root>
        </configuration>
        """);
    ServerProcess process =
        ServerProcess.start(
            "S3",
            ServerProcess.java(
                jars,
                List.of("-Xmx256m", "-Dlogback.configurationFile=" + logging),
                "org.gaul.s3proxy.Main",
                List.of("--properties", settings.toString())),
            Map.of(),
            home.resolve("s3.log"));
    S3Server server = new S3Server(process, endpoint, objects);
    try {
      process.awaitStarted(server::answers);
    } catch (AssertionError | InterruptedException e) {
      server.client.close();
      throw e;
    }
    return server;
  }

  private boolean answers() {
    return client.listBuckets().buckets().isEmpty();
  }

  /** Returns the address of the server. */
  public URI endpoint() {
    return endpoint;
  }

  /** Returns a client, which is closed with the server. */
  public S3Client client() {
    return client;
  }

  /** Returns environment variables with region and credentials. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_REGION", REGION, "AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", "test");
  }

  /** Creates a bucket. */
  public void createBucket(String name) {
    client.createBucket(request -> request.bucket(name));
  }

  /** Creates or replaces an object. */
  public void put(String bucket, String key, byte[] content) {
    client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
  }

  /** Creates or replaces an object with the content of a file. */
  public void put(String bucket, String key, Path file) {
    client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromFile(file));
  }

  /** Returns the content of an object. */
  public byte[] content(String bucket, String key) {
    return client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
  }

  /** Returns the keys with a prefix, in order. */
  public List<String> keys(String bucket, String prefix) {
    return client
        .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  /**
   * Returns the file of an object, or the directory of a key prefix that ends before a slash.
   *
   * @param key the key or the prefix
   */
  public Path file(String bucket, String key) {
    return objects.resolve(bucket).resolve(key);
  }

  /** Returns the state of the server and the end of its log, for failure messages. */
  public String describe() {
    return process.describe();
  }

  @Override
  public void close() {
    client.close();
    process.close();
  }
}
