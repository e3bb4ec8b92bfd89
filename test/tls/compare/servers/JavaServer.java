import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * java JavaServer.java PORT KEYS rsa,ec [NAME=VALUE…]: a server of JSSE. NAME is `protocols` or `suites` (separated
 * by commas), `order=client`, `clientAuth=want`, or a security or system property (`security:…`, `system:…`).
 */
public final class JavaServer {
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    String protocols = null;
    String suites = null;
    boolean serverOrder = true;
    boolean wantsClient = false;
    for (int index = 3; index < args.length; index += 1) {
      String[] parts = args[index].split("=", 2);
      if (parts[0].equals("protocols")) protocols = parts[1];
      else if (parts[0].equals("suites")) suites = parts[1];
      else if (parts[0].equals("order")) serverOrder = !parts[1].equals("client");
      else if (parts[0].equals("clientAuth")) wantsClient = parts[1].equals("want");
      else if (parts[0].startsWith("security:")) Security.setProperty(parts[0].substring(9), parts[1]);
      else if (parts[0].startsWith("system:")) System.setProperty(parts[0].substring(7), parts[1]);
      else throw new IllegalArgumentException(args[index]);
    }
    char[] password = "compare".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, password);
    for (String kind : args[2].split(",")) {
      KeyStore one = KeyStore.getInstance("PKCS12");
      try (FileInputStream file = new FileInputStream(args[1] + "/" + kind + ".p12")) {
        one.load(file, password);
      }
      String alias = one.aliases().nextElement();
      keys.setKeyEntry(kind, one.getKey(alias, password), password, one.getCertificateChain(alias));
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(port, 200, loopback);
    SSLParameters parameters = server.getSSLParameters();
    parameters.setUseCipherSuitesOrder(serverOrder);
    if (suites != null && suites.equals("all")) parameters.setCipherSuites(server.getSupportedCipherSuites());
    else if (suites != null) parameters.setCipherSuites(suites.split(","));
    if (protocols != null) parameters.setProtocols(protocols.split(","));
    if (wantsClient) parameters.setWantClientAuth(true);
    server.setSSLParameters(parameters);
    while (true) {
      SSLSocket socket = (SSLSocket) server.accept();
      Thread worker = new Thread(() -> answer(socket));
      worker.setDaemon(true);
      worker.start();
    }
  }

  private static void answer(SSLSocket socket) {
    try (socket) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      socket.getInputStream().read(new byte[512]);
      socket.getOutputStream().write("HTTP/1.0 200 ok\r\n\r\n".getBytes());
    } catch (Exception unsuccessful) {
      // The other side only looks.
    }
  }
}
