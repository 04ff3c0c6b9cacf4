package io.footfall.warehouse;

import static io.footfall.testing.Thrown.messageOf;
import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.testing.redshift.LoginService;
import java.net.URI;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Logins of Redshift for credentials of AWS, from a stand-in that checks signatures itself. */
class RedshiftTemporaryLoginTest {
  private static final String HOST =
      "jdbc:redshift:iam://shop.c1abc2.eu-central-1.redshift.amazonaws.com:5439/dev";
  private static final String SERVERLESS =
      "jdbc:redshift:iam://nightly.123456789012.us-east-1.redshift-serverless.amazonaws.com/dev";

  private LoginService service;

  @BeforeEach
  void start() throws Exception {
    service = LoginService.start();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private RedshiftTemporaryLogin ask(String url, String user) throws SQLException {
    return ask(
        url,
        user,
        AwsBasicCredentials.create(LoginService.ACCESS_KEY, LoginService.SECRET_KEY),
        service.endpoint());
  }

  private static RedshiftTemporaryLogin ask(
      String url, String user, AwsCredentials credentials, URI endpoint) throws SQLException {
    return RedshiftTemporaryLogin.lookUp(
        IamUrl.of(url), user, StaticCredentialsProvider.create(credentials), endpoint);
  }

  @Test
  void requestsANamedUser() throws Exception {
    service.answerXml("IAM:load & co", "se<cr>et");
    assertThat(
        ask(HOST + "?DbUser=someone", "load & co"),
        is(new RedshiftTemporaryLogin("IAM:load & co", "se<cr>et")));
    assertThat(service.scope(), is("eu-central-1/redshift"));
    assertThat(
        service.body(),
        is(
            "Action=GetClusterCredentials&Version=2012-12-01&ClusterIdentifier=shop&DbName=dev"
                + "&DurationSeconds=900&DbUser=load+%26+co&AutoCreate=false"));
  }

  @Test
  void usesTheMappedUserWithoutDbUser() throws Exception {
    service.answerXml("IAMR:loader", "secret");
    assertThat(ask(HOST, null).user(), is("IAMR:loader"));
    assertThat(service.body(), containsString("Action=GetClusterCredentialsWithIAM&"));
    assertThat(service.body(), not(containsString("DbUser")));
  }

  @Test
  void requestsAServerlessLoginInJson() throws Exception {
    service.answerJson("IAMR:loader", "secret");
    assertThat(ask(SERVERLESS, null), is(new RedshiftTemporaryLogin("IAMR:loader", "secret")));
    assertThat(service.scope(), is("us-east-1/redshift-serverless"));
    assertThat(service.header("X-Amz-Target"), is("RedshiftServerless.GetCredentials"));
    assertThat(
        service.body(),
        is("{\"workgroupName\":\"nightly\",\"dbName\":\"dev\",\"durationSeconds\":900}"));
  }

  @Test
  void temporaryCredentialsOfARoleAreSignedWithTheirToken() throws Exception {
    service.answerXml("u", "p");
    ask(
        HOST,
        null,
        AwsSessionCredentials.create(LoginService.ACCESS_KEY, LoginService.SECRET_KEY, "t0k/en=="),
        service.endpoint());
    assertThat(service.header("X-Amz-Security-Token"), is("t0k/en=="));
    assertThat(service.signedHeaders(), containsString("x-amz-security-token"));
  }

  @Test
  void reportsAWrongKey() {
    service.answerXml("u", "p");
    assertThat(
        refusal(
            () ->
                ask(
                    HOST,
                    null,
                    AwsBasicCredentials.create(LoginService.ACCESS_KEY, "another"),
                    service.endpoint())),
        allOf(
            containsString(
                "AWS refuses a login to Redshift shop in eu-central-1: SignatureDoesNotMatch"),
            containsString("redshift:GetClusterCredentialsWithIAM")));
  }

  @Test
  void reportsARefusalOfServerless() {
    service.refuse(
        400,
        "{\"__type\":\"com.amazonaws.redshiftserverless#ResourceNotFoundException\",\"message\":\"no nightly\"}");
    assertThat(
        refusal(() -> ask(SERVERLESS, null)),
        allOf(
            containsString("ResourceNotFoundException (no nightly)"),
            containsString("redshift-serverless:GetCredentials")));
  }

  @ParameterizedTest
  @CsvSource({"500,InternalFailure", "503,ServiceUnavailable", "400,Throttling"})
  void temporaryFailureIsALostConnection(int status, String code) {
    service.refuse(
        status, "<ErrorResponse><Error><Code>" + code + "</Code></Error></ErrorResponse>");
    SQLException failed = assertThrows(SQLException.class, () -> ask(HOST, "u"));
    assertThat(failed.getMessage(), containsString(code));
    assertThat(Failures.mayPass(failed), is(true));
  }

  @Test
  void refusesAResponseWithoutAPassword() {
    service.refuse(
        200,
        "<GetClusterCredentialsResponse><DbUser>hush</DbUser></GetClusterCredentialsResponse>");
    assertThat(
        messageOf(SQLException.class, () -> ask(HOST, "u")),
        is("The response of AWS lacks a user or a password"));
  }

  @Test
  void missingResponseIsALostConnection() {
    URI endpoint = service.endpoint();
    service.close();
    AwsCredentials credentials = AwsBasicCredentials.create("a", "b");
    SQLException failed =
        assertThrows(SQLException.class, () -> ask(HOST, "u", credentials, endpoint));
    assertThat(Failures.mayPass(failed), is(true));
  }

  @Test
  void doesNotShowThePassword() {
    assertThat(new RedshiftTemporaryLogin("me", "hush").toString(), not(containsString("hush")));
  }

  @Test
  void parsesTheUrl() {
    IamUrl named = IamUrl.of(HOST + "?ssl=true&user=me;Profile=shop");
    assertThat(
        named.plainUrl(),
        is("jdbc:redshift://shop.c1abc2.eu-central-1.redshift.amazonaws.com:5439/dev?ssl=true"));
    assertThat(named.user(), is("me"));
    assertThat(named.profile(), is("shop"));
    assertThat(named.domain(), is("amazonaws.com"));
    assertThat(
        IamUrl.of("jdbc:redshift:iam://a.b.cn-north-1.redshift.amazonaws.com.cn/d").domain(),
        is("amazonaws.com.cn"));

    IamUrl elsewhere =
        IamUrl.of("jdbc:redshift:iam://127.0.0.1:1/dev?serverlessWorkGroup=w&Region=eu-west-1");
    assertThat(elsewhere.plainUrl(), is("jdbc:redshift://127.0.0.1:1/dev"));
    assertThat(elsewhere.isServerless(), is(true));
    assertThat(elsewhere.cluster(), is("w"));
    assertThat(elsewhere.region(), is("eu-west-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:redshift:iam://shop:eu-central-1/dev",
        "jdbc:redshift:iam://shop.example:5439/dev",
        "jdbc:redshift:iam://shop.example/dev?ClusterID=shop",
        "jdbc:redshift:iam://shop.example",
        "jdbc:redshift:iam://shop.example/dev?ClusterID=a&Region=b&plugin_name=c"
      })
  void refusesAnIncompleteUrl(String url) {
    assertThat(
        refusal(() -> new Warehouse(url, WarehouseLogin.OF_ENVIRONMENT)),
        containsString("Check --warehouse"));
  }

  @Test
  void refusesASecondPassword() {
    WarehouseLogin file = new WarehouseLogin(null, "password.txt", null);
    assertThat(refusal(() -> new Warehouse(HOST, file)), containsString("--passwordFile"));
  }
}
