package io.footfall.pipelines.query;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Adds {@link CommonTables} to the SQL of a connection and its statements. */
final class CommonTableConnection implements InvocationHandler {
  private final Object driver;
  private final CommonTables tables;

  private CommonTableConnection(Object driver, CommonTables tables) {
    this.driver = driver;
    this.tables = tables;
  }

  /** Returns a connection whose statements see the tables. */
  static Connection connection(Connection connection, CommonTables tables) {
    return proxy(Connection.class, connection, tables);
  }

  private static <T> T proxy(Class<T> type, Object driver, CommonTables tables) {
    return type.cast(
        Proxy.newProxyInstance(
            CommonTableConnection.class.getClassLoader(),
            new Class<?>[] {type},
            new CommonTableConnection(driver, tables)));
  }

  @Override
  public @Nullable Object invoke(
      Object self, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    @Nullable Object[] all = arguments == null ? new Object[0] : arguments.clone();
    boolean takesSql =
        method.getName().startsWith("execute") || method.getName().equals("prepareStatement");
    if (takesSql && all.length > 0 && all[0] instanceof String sql) {
      all[0] = tables.with(sql).sql();
    }
    try {
      @Nullable Object result = method.invoke(driver, all);
      return result instanceof Statement && !(result instanceof PreparedStatement)
          ? proxy(Statement.class, result, tables)
          : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
