package dev.openbook.model.chat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.openbook.foundation.CacheFolder;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.adapter.RefusalBias;
import dev.openbook.model.generate.Candidate;
import dev.openbook.model.generate.Generation;
import dev.openbook.model.generate.GenerationOptions;
import dev.openbook.model.generate.GenerationOptions.FirstTokenBias;
import dev.openbook.model.generate.Generator;
import dev.openbook.model.generate.Sampling;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.llama.AdaptedWeights;
import dev.openbook.model.llama.ForwardPass;
import dev.openbook.model.llama.GgufWeights;
import dev.openbook.model.llama.LlamaWeights;
import dev.openbook.model.onnx.OnnxForwardPass;
import dev.openbook.model.onnx.Precision;
import dev.openbook.model.tokenizer.ChatTemplate;
import dev.openbook.model.tokenizer.LlamaTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A GGUF language model in this process, behind LangChain4j's chat interfaces.
 *
 * <p>Usage: {@code try (LocalChatModel model = LocalChatModel.builder().model(file).build()) { model.chat("…"); }}
 *
 * <p>Greedy and repeatable unless a request sets a temperature. Temperature, top-p, top-k, max output tokens and stop
 * sequences are honoured; tools, JSON formats, penalties and other models' names are refused with
 * {@link UnsupportedFeatureException}. A prompt that does not fit the window is refused with
 * {@link InvalidInputException}.
 *
 * <p>May be called by several threads: requests run one after another. Streamed answers come on a thread of the model's own.
 */
public final class LocalChatModel implements ChatModel, StreamingChatModel, AutoCloseable {

    private final String name;
    private final String sha256;
    private final Precision precision;
    private final int maxTokens;
    private final long seed;
    private final List<ChatModelListener> listeners;
    private final LlamaTokenizer tokenizer;
    private final ChatTemplate template;
    private final ForwardPass forwardPass;
    private final Generator generator;
    private final Optional<FirstTokenBias> firstToken;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ExecutorService streaming = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "openbook-model");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    private LocalChatModel(Builder builder) {
        this.precision = builder.precision;
        this.maxTokens = builder.maxTokens;
        this.seed = builder.seed;
        this.listeners = builder.listeners;
        Optional<RefusalBias> refusalBias = builder.refusalBias();
        try (GgufFile file = GgufFile.open(builder.model)) {
            this.name = file.optionalString("general.name")
                    .orElseGet(() -> builder.model.getFileName().toString());
            CompletableFuture<LlamaTokenizer> tokenizerBuilt =
                    CompletableFuture.supplyAsync(() -> LlamaTokenizer.of(file)); // half a second beside the graph's
            try {
                this.sha256 = Sha256.of(builder.model);
                LlamaWeights weights = builder.weights(new GgufWeights(file, sha256));
                this.forwardPass = OnnxForwardPass.load(weights, precision, builder.cacheFolder, builder.threads);
            } catch (RuntimeException | Error e) {
                tokenizerBuilt.thenAccept(LlamaTokenizer::close);
                throw e;
            }
            try {
                this.tokenizer = join(tokenizerBuilt);
                this.template = ChatTemplate.of(file, tokenizer);
            } catch (RuntimeException | Error e) {
                tokenizerBuilt.thenAccept(LlamaTokenizer::close);
                forwardPass.close();
                throw e;
            }
        }
        this.generator = new Generator(forwardPass, tokenizer);
        this.firstToken = refusalBias.map(bias -> new FirstTokenBias(firstTokenOf(bias.refusal()), bias.logits()));
    }

    /** Starts describing a model. */
    public static Builder builder() {
        return new Builder();
    }

    /** How many tokens a plain text has. */
    public int countTokens(String text) {
        return tokenizer.count(text);
    }

    /** How many tokens a conversation has as the model sees it, up to where its answer begins. */
    public int countTokens(List<ChatMessage> messages) {
        return template.render(messages).length;
    }

    /** How many tokens prompt and answer may have together. */
    public int contextLength() {
        return forwardPass.contextLength();
    }

    /** The model file's SHA-256. */
    public String modelSha256() {
        return sha256;
    }

    /** The name that the model file gives itself. */
    public String modelName() {
        return name;
    }

    /** How the weights are stored and multiplied. */
    public Precision precision() {
        return precision;
    }

    /**
     * The natural logarithm of the probability that the model gives exactly this answer and then ends it.
     *
     * @throws InvalidInputException if conversation and answer do not fit the window
     */
    public double logProbability(List<ChatMessage> messages, String answer) {
        requireOpen();
        int[] prompt = template.render(messages);
        int[] text = tokenizer.encode(answer);
        int[] ids = Arrays.copyOf(text, text.length + 1);
        ids[text.length] = template.turnEnd();
        turn.lock();
        try {
            requireOpen();
            return generator.logProbability(prompt, ids);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Different likely answers that the model might give, the likeliest first, with their probabilities; a {@link RefusalBias} counts.
     *
     * @param maxTokens an answer's most tokens, at least 1
     * @param most how many answers at most, at least 1
     * @param within by how much a log-probability may lie below that of the likeliest, 0 or more
     * @param settled whether nothing is to part behind this beginning of an answer, say because what is left of it is a
     *     source's number
     * @param cancelled asked before every pass behind the prompt's; once true, what was completed is given
     * @throws InvalidInputException if the conversation does not fit the window
     */
    public List<Candidate> candidates(
            List<ChatMessage> messages,
            int maxTokens,
            int most,
            double within,
            Predicate<String> settled,
            BooleanSupplier cancelled) {
        int[] prompt = prompt(messages);
        GenerationOptions options = new GenerationOptions(maxTokens, Sampling.GREEDY, List.of(), false, firstToken);
        turn.lock();
        try {
            requireOpen();
            return generator.candidates(prompt, options, most, within, settled, cancelled);
        } finally {
            turn.unlock();
        }
    }

    /**
     * How much the model leans towards a refusal: by how much the logit of the refusal's first token exceeds the largest of
     * all others where the answer begins. A {@link RefusalBias} is not counted in.
     *
     * @throws InvalidInputException if the conversation does not fit the window
     */
    public float refusalMargin(List<ChatMessage> messages, String refusal) {
        int[] prompt = prompt(messages);
        int token = firstTokenOf(refusal);
        turn.lock();
        try {
            requireOpen();
            return generator.margin(prompt, token);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        GenerationOptions options = options(request);
        int[] prompt = prompt(request.messages());
        return response(generate(prompt, options, text -> {}, () -> false));
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        GenerationOptions options = options(request);
        int[] prompt = prompt(request.messages());
        try {
            streaming.execute(() -> stream(prompt, options, handler));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the model is closed", e);
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return DefaultChatRequestParameters.EMPTY;
    }

    @Override
    public List<ChatModelListener> listeners() {
        return listeners;
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of();
    }

    /** Waits for the request under way, ends streams that have not begun, and frees the model. */
    @Override
    public void close() {
        closed = true;
        streaming.shutdown();
        turn.lock();
        try {
            forwardPass.close();
            tokenizer.close();
        } finally {
            turn.unlock();
        }
    }

    /** For {@link ModelBenchmark}: the parts underneath. */
    ForwardPass forwardPass() {
        return forwardPass;
    }

    /** For {@link ModelBenchmark}: the parts underneath. */
    LlamaTokenizer tokenizer() {
        return tokenizer;
    }

    private void stream(int[] prompt, GenerationOptions options, StreamingChatResponseHandler handler) {
        Cancellation cancellation = new Cancellation();
        PartialResponseContext context = new PartialResponseContext(cancellation);
        try {
            Generation generation = generate(
                    prompt,
                    options,
                    text -> {
                        if (!cancellation.isCancelled()) {
                            handler.onPartialResponse(new PartialResponse(text), context);
                        }
                    },
                    cancellation::isCancelled);
            if (!cancellation.isCancelled()) {
                handler.onCompleteResponse(response(generation));
            }
        } catch (RuntimeException | Error e) {
            handler.onError(e);
        }
    }

    private Generation generate(
            int[] prompt, GenerationOptions options, Consumer<String> text, BooleanSupplier cancelled) {
        turn.lock();
        try {
            requireOpen();
            return generator.generate(prompt, options, text, cancelled);
        } finally {
            turn.unlock();
        }
    }

    private GenerationOptions options(ChatRequest request) {
        return ChatParameters.options(request.parameters(), name, maxTokens, seed, firstToken);
    }

    private int firstTokenOf(String text) {
        return tokenizer.encode(text)[0];
    }

    private int[] prompt(List<ChatMessage> messages) {
        requireOpen();
        for (ChatMessage message : messages) {
            if (message instanceof UserMessage user) {
                user.contents().stream()
                        .filter(content -> content.type() != ContentType.TEXT)
                        .findFirst()
                        .ifPresent(content -> {
                            throw new UnsupportedFeatureException(
                                    "not supported by the local model: content of type " + content.type());
                        });
            }
        }
        int[] prompt = template.render(messages);
        if (prompt.length >= contextLength()) {
            throw new InvalidInputException("the prompt must be shorter than the model's window of " + contextLength()
                    + " tokens, but has " + prompt.length + " (shorten it, or give it fewer passages)");
        }
        return prompt;
    }

    private ChatResponse response(Generation generation) {
        FinishReason reason =
                switch (generation.end()) {
                    case END_OF_TEXT, STOP_SEQUENCE -> FinishReason.STOP;
                    case LENGTH -> FinishReason.LENGTH;
                    case CANCELLED -> FinishReason.OTHER;
                };
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(generation.text()))
                .metadata(ChatResponseMetadata.builder()
                        .modelName(name)
                        .tokenUsage(new TokenUsage(generation.promptTokens(), generation.outputTokens()))
                        .finishReason(reason)
                        .build())
                .build();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static final class Cancellation implements StreamingHandle {

        private final AtomicBoolean cancelled = new AtomicBoolean();

        @Override
        public void cancel() {
            cancelled.set(true);
        }

        @Override
        public boolean isCancelled() {
            return cancelled.get();
        }
    }

    /** Describes a model; only {@link #model} must be given. */
    public static final class Builder {

        private Path model;
        private Optional<Path> adapter = Optional.empty();
        private Optional<RefusalBias> refusalBias = Optional.empty();
        private Precision precision = Precision.INT8; // serves merged adapters too; figures in docs/decisions.md
        private int threads = Math.min(Runtime.getRuntime().availableProcessors(), 8); // small products gain no more
        private Path cacheFolder = CacheFolder.resolve();
        private int maxTokens = 512;
        private long seed;
        private List<ChatModelListener> listeners = List.of();

        private Builder() {}

        /** The GGUF file. */
        public Builder model(Path gguf) {
            this.model = Objects.requireNonNull(gguf, "model");
            return this;
        }

        /**
         * The folder of a LoRA adapter in PEFT's format, merged into the weights before they are quantised; its
         * {@link RefusalBias} is used where one lies beside it.
         */
        public Builder adapter(Path folder) {
            this.adapter = Optional.of(folder);
            return this;
        }

        /** How readily the model declines, instead of what the adapter's folder says. */
        public Builder refusalBias(RefusalBias bias) {
            this.refusalBias = Optional.of(bias);
            return this;
        }

        /** How the weights are stored and multiplied; INT8 unless told otherwise. */
        public Builder precision(Precision precision) {
            this.precision = Objects.requireNonNull(precision, "precision");
            return this;
        }

        /** How many threads compute; as many as there are processors, at most 8, unless told otherwise. */
        public Builder threads(int threads) {
            if (threads < 1 || threads > 1024) {
                throw new InvalidInputException("threads must be between 1 and 1024, but are " + threads);
            }
            this.threads = threads;
            return this;
        }

        /** Where built graphs are kept; Openbook's cache folder unless told otherwise. */
        public Builder cacheFolder(Path folder) {
            this.cacheFolder = Objects.requireNonNull(folder, "cacheFolder");
            return this;
        }

        /** Most tokens of an answer whose request does not say; 512 unless told otherwise. */
        public Builder maxTokens(int maxTokens) {
            if (maxTokens < 1) {
                throw new InvalidInputException("max tokens must be at least 1, but are " + maxTokens);
            }
            this.maxTokens = maxTokens;
            return this;
        }

        /** Seed of the random numbers of each request with a temperature; 0 unless told otherwise. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** Who is told of requests and responses. */
        public Builder listeners(List<ChatModelListener> listeners) {
            this.listeners = List.copyOf(listeners);
            return this;
        }

        /**
         * Loads the model; the first time at a precision its graph is built, which takes a few seconds.
         *
         * @throws InvalidInputException if the model or the adapter cannot be used
         */
        public LocalChatModel build() {
            if (model == null) {
                throw new InvalidInputException("a model file must be given");
            }
            return new LocalChatModel(this);
        }

        private Optional<RefusalBias> refusalBias() {
            return refusalBias.or(() -> adapter.flatMap(RefusalBias::read));
        }

        private LlamaWeights weights(LlamaWeights base) {
            if (adapter.isEmpty()) {
                return base;
            }
            try {
                return new AdaptedWeights(base, LoraAdapter.read(adapter.get()), LoraAdapter.hashOf(adapter.get()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the adapter in " + adapter.get(), e);
            }
        }
    }
}
