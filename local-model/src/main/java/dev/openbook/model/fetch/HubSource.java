package dev.openbook.model.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The model hub over HTTPS.
 *
 * <p>On a closed network it is normal that nothing answers, so waiting is short: for a connection, for an answer, and for each
 * next part of the file.
 */
final class HubSource implements ModelSource {

    private final Duration connectTimeout;
    private final Duration silenceTimeout;

    /**
     * A source with its patience.
     *
     * @param connectTimeout until a connection stands
     * @param silenceTimeout until the answer begins, and then between any two parts of it
     */
    HubSource(Duration connectTimeout, Duration silenceTimeout) {
        this.connectTimeout = connectTimeout;
        this.silenceTimeout = silenceTimeout;
    }

    @Override
    public String name() {
        return "the model hub";
    }

    @Override
    public void bring(PublishedModel model, Path scratch, Receiver receiver) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NORMAL) // never from https to http
                .build();
        HttpRequest request = HttpRequest.newBuilder(model.hub()).GET().build();
        HttpResponse<InputStream> response =
                answer(client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()));
        try (InputStream body = new ImpatientStream(response.body(), silenceTimeout)) {
            if (response.statusCode() != 200) {
                throw new IOException("it answered " + response.statusCode());
            }
            receiver.receive(body);
        }
    }

    private HttpResponse<InputStream> answer(CompletableFuture<HttpResponse<InputStream>> pending)
            throws IOException, InterruptedException {
        try {
            return pending.get(silenceTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + silenceTimeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause instanceof ConnectException ? "no connection" : cause.getMessage(), cause);
        } finally {
            pending.cancel(true); // without effect on an answer that has come
        }
    }

    /** Closes the stream under a reader that has waited too long: the JDK's client has no time limit for a body. */
    private static final class ImpatientStream extends FilterInputStream {

        private final Thread watch;
        private final Duration limit;
        private volatile long lastProgress = System.nanoTime();
        private volatile boolean gaveUp;

        ImpatientStream(InputStream in, Duration limit) {
            super(in);
            this.limit = limit;
            watch = new Thread(this::watch, "download-watch");
            watch.setDaemon(true);
            watch.start();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            try {
                int read = super.read(bytes, from, count);
                lastProgress = System.nanoTime();
                return read;
            } catch (IOException e) {
                throw gaveUp ? new IOException("nothing came for " + limit.toSeconds() + " s", e) : e;
            }
        }

        @Override
        public void close() throws IOException {
            watch.interrupt();
            super.close();
        }

        private void watch() {
            try {
                while (System.nanoTime() - lastProgress < limit.toNanos()) {
                    Thread.sleep(Math.max(1, limit.toMillis() / 10));
                }
                gaveUp = true;
                in.close();
            } catch (InterruptedException | IOException e) {
                // closed by its reader, or broken already: the reader hears of it itself
            }
        }
    }
}
