import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/** An analyst with the JDBC driver: <url> <user> <password>. Prints what he sees, a line each. */
public class Analyst {
    public static void main(String[] arguments) throws SQLException {
        Properties who = new Properties();
        who.setProperty("user", arguments[1]);
        who.setProperty("password", arguments[2]);
        who.setProperty("compress", "false");
        try (Connection connection = DriverManager.getConnection(arguments[0], who)) {
            String sql = "SELECT symbol, close, at, note, tags, shares FROM typed WHERE close >= ? ORDER BY symbol";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setBigDecimal(1, new java.math.BigDecimal("1.5"));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        System.out.println(String.join("|",
                            rows.getString(1),
                            rows.getBigDecimal(2).toPlainString(),
                            rows.getTimestamp(3).toInstant().toString(),
                            String.valueOf(rows.getString(4)),
                            java.util.Arrays.toString((Object[]) rows.getArray(5).getArray()),
                            String.valueOf(rows.getObject(6))));
                    }
                }
            }
            tried(connection, "SELECT nothing FROM typed");
            tried(connection, "SELECT file('/etc/hostname')");
            tried(connection, "INSERT INTO typed (symbol, close, at) VALUES ('X', 9, '2026-01-05 01:30:00')");
        }
    }

    private static void tried(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            System.out.println("done");
        } catch (SQLException failure) {
            System.out.println("error " + failure.getErrorCode());
        }
    }
}
