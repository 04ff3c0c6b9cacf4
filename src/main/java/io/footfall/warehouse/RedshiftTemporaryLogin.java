package io.footfall.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.signer.Aws4Signer;
import software.amazon.awssdk.auth.signer.params.Aws4SignerParams;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.regions.Region;

/**
 * A Redshift user and password that AWS issues for 15 minutes to callers whose AWS credentials
 * permit it. A connection opened within that time stays open.
 *
 * <p>Uses one of three requests of two services: {@code GetClusterCredentials} for a named user,
 * {@code GetClusterCredentialsWithIAM} for the user that AWS maps the caller to, {@code
 * GetCredentials} for a serverless Redshift. They are made and signed here, because the Redshift
 * driver would need modules of the AWS SDK that nothing else in Footfall needs.
 *
 * @param user the user
 * @param password the password
 */
record RedshiftTemporaryLogin(String user, String password) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERSION = "2012-12-01";
  private static final String SECONDS = "900";
  private static final Duration MOST = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final Set<String> THROTTLED =
      Set.of("Throttling", "ThrottlingException", "RequestLimitExceeded");

  /** The SQL state of a missing connection, which a retry may fix. */
  private static final String NO_CONNECTION = "08001";

  /**
   * Prefix of the environment variable with another endpoint of an AWS service; the name of the
   * service follows.
   */
  private static final String ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL_";

  /** The content of a failed response. */
  private record Refusal(String code, String message) {}

  /**
   * Requests a login from AWS, with the default credentials or those of the URL's profile.
   *
   * @param user the database user; null for that of the URL
   * @throws SQLException if AWS does not respond; a retry may help
   * @throws FootfallException if AWS refuses
   */
  static RedshiftTemporaryLogin lookUp(IamUrl url, @Nullable String user) throws SQLException {
    String service = service(url);
    String variable = ENDPOINT_VARIABLE + service.replace('-', '_').toUpperCase(Locale.ROOT);
    @Nullable String other = System.getenv(variable);
    URI endpoint =
        URI.create(
            other != null ? other : "https://" + service + "." + url.region() + "." + url.domain());
    @Nullable String profile = url.profile();
    if (profile != null) {
      try (ProfileCredentialsProvider credentials = ProfileCredentialsProvider.create(profile)) {
        return lookUp(url, user, credentials, endpoint);
      }
    }
    try (DefaultCredentialsProvider credentials = DefaultCredentialsProvider.create()) {
      return lookUp(url, user, credentials, endpoint);
    }
  }

  static RedshiftTemporaryLogin lookUp(
      IamUrl url, @Nullable String user, AwsCredentialsProvider credentials, URI endpoint)
      throws SQLException {
    String who = user != null ? user : url.user();
    String action =
        url.isServerless()
            ? "GetCredentials"
            : who == null ? "GetClusterCredentialsWithIAM" : "GetClusterCredentials";
    SdkHttpFullRequest request =
        signed(
            url,
            url.isServerless() ? json(url, endpoint) : query(url, who, action, endpoint),
            credentials);
    HttpResponse<byte[]> answer = send(request, endpoint);
    if (answer.statusCode() == OK) {
      return url.isServerless() ? ofJson(answer.body()) : ofXml(answer.body());
    }
    Refusal refusal = url.isServerless() ? refusalOfJson(answer) : refusalOfXml(answer);
    String what =
        "AWS refuses a login to Redshift "
            + url.cluster()
            + " in "
            + url.region()
            + ": "
            + refusal.code()
            + (refusal.message().isEmpty() ? "" : " (" + refusal.message() + ")");
    if (answer.statusCode() >= SERVER_ERROR
        || answer.statusCode() == TOO_MANY
        || THROTTLED.contains(refusal.code())) {
      throw new SQLException(what, NO_CONNECTION);
    }
    throw new FootfallException(
        Kind.IO,
        ("%s. The AWS credentials in use need %s:%s. Check them, and the cluster, the region and"
                + " the user in --warehouse.")
            .formatted(what, service(url), action));
  }

  private static String service(IamUrl url) {
    return url.isServerless() ? "redshift-serverless" : "redshift";
  }

  private static SdkHttpFullRequest query(
      IamUrl url, @Nullable String user, String action, URI endpoint) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("Action", action);
    parameters.put("Version", VERSION);
    parameters.put("ClusterIdentifier", url.cluster());
    parameters.put("DbName", url.database());
    parameters.put("DurationSeconds", SECONDS);
    if (user != null) {
      parameters.put("DbUser", user);
      parameters.put("AutoCreate", "false");
    }
    String body =
        parameters.entrySet().stream()
            .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return post(endpoint, "application/x-www-form-urlencoded; charset=utf-8", body).build();
  }

  private static SdkHttpFullRequest json(IamUrl url, URI endpoint) {
    String body =
        JSON.createObjectNode()
            .put("workgroupName", url.cluster())
            .put("dbName", url.database())
            .put("durationSeconds", Integer.parseInt(SECONDS))
            .toString();
    return post(endpoint, "application/x-amz-json-1.1", body)
        .putHeader("X-Amz-Target", "RedshiftServerless.GetCredentials")
        .build();
  }

  private static SdkHttpFullRequest.Builder post(URI endpoint, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return SdkHttpFullRequest.builder()
        .method(SdkHttpMethod.POST)
        .uri(endpoint)
        .encodedPath("/")
        .putHeader("Content-Type", type)
        .contentStreamProvider(() -> new ByteArrayInputStream(bytes));
  }

  private static SdkHttpFullRequest signed(
      IamUrl url, SdkHttpFullRequest request, AwsCredentialsProvider credentials) {
    try {
      return Aws4Signer.create()
          .sign(
              request,
              Aws4SignerParams.builder()
                  .awsCredentials(credentials.resolveCredentials())
                  .signingName(service(url))
                  .signingRegion(Region.of(url.region()))
                  .build());
    } catch (SdkException e) {
      throw new FootfallException(
          Kind.IO,
          ("No AWS credentials were found for a login to Redshift %s: %s. Set AWS_PROFILE, or give"
                  + " the machine a role.")
              .formatted(url.cluster(), e.getMessage()),
          e);
    }
  }

  private static HttpResponse<byte[]> send(SdkHttpFullRequest request, URI endpoint)
      throws SQLException {
    try {
      byte[] body = request.contentStreamProvider().orElseThrow().newStream().readAllBytes();
      HttpRequest.Builder post =
          HttpRequest.newBuilder(request.getUri())
              .timeout(MOST)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      request
          .headers()
          .forEach(
              (name, values) -> {
                // The client sets this header itself, to the same value.
                if (!name.equalsIgnoreCase("Host")) {
                  values.forEach(value -> post.header(name, value));
                }
              });
      return HttpClient.newBuilder()
          .connectTimeout(MOST)
          .version(HttpClient.Version.HTTP_1_1)
          .build()
          .send(post.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new SQLException(
          endpoint + ", which issues logins to Redshift, does not respond: " + e, NO_CONNECTION, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
  }

  // ---- responses -------------------------------------------------------------------------------

  private static RedshiftTemporaryLogin ofJson(byte[] body) throws SQLException {
    JsonNode json = parsed(body);
    return login(json.path("dbUser").asText(), json.path("dbPassword").asText());
  }

  private static RedshiftTemporaryLogin ofXml(byte[] body) throws SQLException {
    return login(text(body, "DbUser"), text(body, "DbPassword"));
  }

  /**
   * Creates the login of a response. Messages never show the response, because it can contain a
   * password.
   */
  private static RedshiftTemporaryLogin login(String user, String password) throws SQLException {
    if (user.isEmpty() || password.isEmpty()) {
      throw new SQLException("The response of AWS lacks a user or a password");
    }
    return new RedshiftTemporaryLogin(user, password);
  }

  private static Refusal refusalOfJson(HttpResponse<byte[]> answer) {
    JsonNode json = parsed(answer.body());
    String type = json.path("__type").asText();
    String code = type.substring(type.indexOf('#') + 1);
    return new Refusal(
        code.isEmpty() ? "status " + answer.statusCode() : code, json.path("message").asText());
  }

  private static Refusal refusalOfXml(HttpResponse<byte[]> answer) {
    String code = text(answer.body(), "Code");
    return new Refusal(
        code.isEmpty() ? "status " + answer.statusCode() : code, text(answer.body(), "Message"));
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  /** Returns the text of the first element with this name, or an empty text. */
  private static String text(byte[] xml, String element) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
      var found = document.getElementsByTagName(element);
      return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      return "";
    }
  }

  /** Shows no password. */
  @Override
  public String toString() {
    return "RedshiftTemporaryLogin[user=" + user + "]";
  }
}
