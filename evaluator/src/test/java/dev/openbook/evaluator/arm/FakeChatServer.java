package dev.openbook.evaluator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that speaks as much of OpenAI's chat protocol as a benchmark needs. */
public final class FakeChatServer implements AutoCloseable {

    /** Writes the body of an answer that has begun, event by event. */
    @FunctionalInterface
    interface Script {
        void play(OutputStream out) throws IOException, InterruptedException;
    }

    /** One request as it came. */
    record Asked(JsonNode body, Optional<String> authorization) {}

    private static final JsonMapper JSON = new JsonMapper();

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile String refusal = "";
    private volatile Script script = out -> {};

    public FakeChatServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    /** Where {@code /chat/completions} is. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Streams these pieces, then what they cost. */
    public void answer(String... pieces) {
        script(out -> {
            for (String piece : pieces) {
                send(out, piece(piece));
            }
            end(out);
        });
    }

    void script(Script next) {
        status = 200;
        script = next;
    }

    /** Refuses with a status and a body that repeats the key, as careless servers do. */
    void refuse(int code) {
        status = code;
        refusal = "{\"error\":{\"message\":\"no: %s\"}}";
    }

    List<Asked> asked() {
        return asked;
    }

    static void send(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The event of a piece of text. */
    static String piece(String text) throws IOException {
        return "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                + JSON.writeValueAsString(text) + "}}]}";
    }

    /** The last events: why it ended, what it cost, that it is over. */
    static void end(OutputStream out) throws IOException {
        send(out, "{\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
        send(
                out,
                "{\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":3,"
                        + "\"total_tokens\":14}}");
        send(out, "[DONE]");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<String> key =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
            asked.add(new Asked(JSON.readTree(exchange.getRequestBody()), key));
            if (status != 200) {
                byte[] body = refusal.formatted(key.orElse("")).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            script.play(exchange.getResponseBody());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
