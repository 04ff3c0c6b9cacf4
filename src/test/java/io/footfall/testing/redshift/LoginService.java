package io.footfall.testing.redshift;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A stand-in for the AWS services that issue temporary Redshift logins. It computes the signature
 * of each request and refuses wrong ones.
 */
public final class LoginService implements AutoCloseable {
  /** The only accepted access key. */
  public static final String ACCESS_KEY = "AKIDEXAMPLE";

  /** The secret key of its signatures. */
  public static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request,"
              + " SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

  private final HttpServer server;
  private int status = 500;
  private String answer = "";
  private String body = "";
  private String scope = "";
  private String signedHeaders = "";
  private Headers headers = new Headers();

  private LoginService(HttpServer server) {
    this.server = server;
  }

  /** Starts the service on the loopback interface. */
  public static LoginService start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    LoginService service = new LoginService(server);
    server.createContext("/", service::handle);
    server.start();
    return service;
  }

  /** Returns the address of the service. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Returns this login from now on, in the format of Redshift. */
  public void answerXml(String user, String password) {
    refuse(
        200,
        "<GetClusterCredentialsResponse xmlns=\"http://redshift.amazonaws.com/doc/2012-12-01/\">\n"
            + "  <GetClusterCredentialsResult>\n    <DbUser>"
            + escaped(user)
            + "</DbUser>\n    <DbPassword>"
            + escaped(password)
            + "</DbPassword>\n    <Expiration>2026-11-26T21:12:53Z</Expiration>\n"
            + "  </GetClusterCredentialsResult>\n</GetClusterCredentialsResponse>\n");
  }

  /** Returns this login from now on, in the format of a serverless Redshift. */
  public void answerJson(String user, String password) {
    refuse(
        200,
        "{\"dbUser\":\"" + user + "\",\"dbPassword\":\"" + password + "\",\"expiration\":1.7E9}");
  }

  /** Refuses requests from now on. */
  public synchronized void refuse(int withStatus, String withBody) {
    status = withStatus;
    answer = withBody;
  }

  /** Returns the body of the last request. */
  public synchronized String body() {
    return body;
  }

  /** Returns the scope of the last signature: {@code REGION/SERVICE}. */
  public synchronized String scope() {
    return scope;
  }

  /** Returns the names of the signed headers of the last request. */
  public synchronized String signedHeaders() {
    return signedHeaders;
  }

  /** Returns a header of the last request. */
  public synchronized String header(String name) {
    return headers.getFirst(name);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] sent = exchange.getRequestBody().readAllBytes();
      body = new String(sent, UTF_8);
      headers = exchange.getRequestHeaders();
      boolean isSigned = isSigned(exchange, sent);
      byte[] bytes =
          (isSigned
                  ? answer
                  : "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code>"
                      + "<Message>Check your AWS Secret Access Key</Message></Error></ErrorResponse>")
              .getBytes(UTF_8);
      exchange.sendResponseHeaders(isSigned ? status : 403, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private boolean isSigned(HttpExchange exchange, byte[] sent) throws IOException {
    Matcher authorization =
        AUTHORIZATION.matcher(String.valueOf(headers.getFirst("Authorization")));
    if (!authorization.matches() || !authorization.group(1).equals(ACCESS_KEY)) {
      return false;
    }
    String date = authorization.group(2);
    String region = authorization.group(3);
    String service = authorization.group(4);
    signedHeaders = authorization.group(5);
    scope = region + "/" + service;
    String time = headers.getFirst("X-Amz-Date");
    try {
      StringBuilder canonical =
          new StringBuilder(exchange.getRequestMethod())
              .append('\n')
              .append(exchange.getRequestURI().getRawPath())
              .append("\n\n");
      for (String name : signedHeaders.split(";", -1)) {
        canonical
            .append(name.toLowerCase(Locale.ROOT))
            .append(':')
            .append(headers.getFirst(name).strip())
            .append('\n');
      }
      canonical.append('\n').append(signedHeaders).append('\n').append(sha256(sent));
      String toSign =
          String.join(
              "\n",
              "AWS4-HMAC-SHA256",
              time,
              date + "/" + scope + "/aws4_request",
              sha256(canonical.toString().getBytes(UTF_8)));
      byte[] key = ("AWS4" + SECRET_KEY).getBytes(UTF_8);
      for (String part : new String[] {date, region, service, "aws4_request", toSign}) {
        key = hmac(key, part);
      }
      return time.startsWith(date)
          && signedHeaders.contains("host")
          && signedHeaders.contains("x-amz-date")
          && HexFormat.of().formatHex(key).equals(authorization.group(6));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
