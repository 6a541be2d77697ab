package dev.openbook.evaluator.arm;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import dev.openbook.model.chat.LocalChatModel;
import dev.openbook.model.gguf.TinyGguf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** A process of its own that builds an embedder and a model in an order, and uses both. */
final class ModelAndEmbedder {

    private ModelAndEmbedder() {}

    /** Arguments: which is first (embedder, model, or both) or "ending", and a folder to work in. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        Path file = TinyGguf.seed(7).writeTo(folder.resolve("tiny.gguf"));
        if (arguments[0].equals("ending")) {
            endWhileRunning(model(file, folder));
        }
        EmbeddingModel embedder;
        LocalChatModel model;
        switch (arguments[0]) {
            case "embedder" -> {
                embedder = embedder();
                model = model(file, folder);
            }
            case "model" -> {
                model = model(file, folder);
                embedder = embedder();
            }
            default -> {
                CompletableFuture<EmbeddingModel> other = CompletableFuture.supplyAsync(ModelAndEmbedder::embedder);
                model = model(file, folder);
                embedder = other.join();
            }
        }
        try (model) {
            float[] before = embedder.embed("one sentence").content().vector();
            String first = model.chat("hello");
            try (LocalChatModel second = model(file, folder)) {
                require(second.chat("hello").equals(first), "a second model answers otherwise");
            }
            float[] after = embedder.embed("one sentence").content().vector();
            require(Arrays.equals(before, after), "the embedder embeds otherwise");
        }
        require(!isLoaded("libtorch"), "PyTorch was loaded, though nothing is trained");
        System.out.println("both work");
    }

    /** Whether a native library of such a name is in this process's memory; false where the system does not tell. */
    private static boolean isLoaded(String library) throws IOException {
        Path maps = Path.of("/proc/self/maps");
        return Files.isReadable(maps) && Files.readString(maps).contains(library);
    }

    /** Answers without pause on another thread while the process ends; late enough for ONNX Runtime to be released first. */
    private static void endWhileRunning(LocalChatModel model) {
        Thread answering = new Thread(() -> {
            while (true) {
                model.chat("hello");
            }
        });
        answering.setDaemon(true);
        model.chat("hello");
        answering.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            System.out.println("both work");
        }));
        System.exit(0);
    }

    private static EmbeddingModel embedder() {
        EmbeddingModel embedder = new AllMiniLmL6V2EmbeddingModel(); // as any user of LangChain4j would
        embedder.embed("warm");
        return embedder;
    }

    private static LocalChatModel model(Path file, Path folder) {
        return LocalChatModel.builder()
                .model(file)
                .cacheFolder(folder.resolve("cache"))
                .threads(1)
                .maxTokens(8)
                .build();
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
