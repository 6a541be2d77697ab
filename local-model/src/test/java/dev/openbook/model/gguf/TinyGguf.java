package dev.openbook.model.gguf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A llama model small enough for unit tests: random weights from a seed, a byte-level vocabulary, SmolLM2's chat template.
 *
 * <p>Usage: {@code Path file = TinyGguf.seed(7).type(GgmlType.Q4_1).writeTo(folder.resolve("tiny.gguf"));}
 *
 * <p>Ids 0, 1 and 2 are {@code <|endoftext|>}, {@code <|im_start|>} and {@code <|im_end|>}; 3 to 258 are single bytes;
 * merged tokens follow. The same seed gives the same weights in every type, up to rounding.
 */
public final class TinyGguf {

    /** Every head is this wide. */
    public static final int HEAD_SIZE = 32;

    /** The longest text the model claims to take. */
    public static final int CONTEXT_LENGTH = 512;

    /** The chat template, as SmolLM2-Instruct has it. */
    public static final String CHAT_TEMPLATE =
            "{% for message in messages %}{% if loop.first and messages[0]['role'] !="
                    + " 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging"
                    + " Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] +"
                    + " '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif"
                    + " %}";

    private static final List<String> MERGES = List.of(
            "Ġ t", "h e", "Ġt he", "i n", "Ġ a", "e r", "o n", "Ġ i", "Ġi s", "Ġ o", "Ġo f", "u s", "us er", "s t",
            "a n", "an t", "i s", "s is", "sis t", "t e", "te m");

    private final long seed;
    private GgmlType type = GgmlType.F32;
    private int layers = 2;
    private boolean tied = true;

    private TinyGguf(long seed) {
        this.seed = seed;
    }

    /** A model with the weights of this seed, in fp32 until told otherwise. */
    public static TinyGguf seed(long seed) {
        return new TinyGguf(seed);
    }

    /** The projections' type; the embedding is Q8_0 where this is a quantised type, norms are always F32. */
    public TinyGguf type(GgmlType type) {
        this.type = type;
        return this;
    }

    /** How many blocks; 2 until told otherwise. */
    public TinyGguf layers(int layers) {
        this.layers = layers;
        return this;
    }

    /** Gives the head its own weights instead of the embedding's. */
    public TinyGguf untied() {
        this.tied = false;
        return this;
    }

    /** 64, or 256 for types that need it; two heads (eight) share one (four) of keys and values. */
    public int hidden() {
        return type.blockSize() == 256 ? 256 : 64;
    }

    /** Query heads. */
    public int heads() {
        return hidden() / HEAD_SIZE;
    }

    /** Heads of keys and values. */
    public int keyValueHeads() {
        return heads() / 2;
    }

    /** Inner width of the feed-forward part. */
    public int feedForward() {
        return hidden() * 2;
    }

    /** All tokens, by id. */
    public static List<String> tokens() {
        List<String> tokens = new ArrayList<>(List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>"));
        tokens.addAll(byteCharacters());
        MERGES.forEach(merge -> tokens.add(merge.replace(" ", "")));
        return List.copyOf(tokens);
    }

    /** Writes the model. */
    public Path writeTo(Path file) {
        return writer().writeTo(file);
    }

    /** The model, ready to be written or spoilt. */
    public GgufWriter writer() {
        List<String> tokens = tokens();
        int[] tokenTypes = new int[tokens.size()];
        for (int i = 0; i < tokenTypes.length; i++) {
            tokenTypes[i] = i < 3 ? 3 : 1; // control, normal
        }
        GgufWriter out = new GgufWriter()
                .put("general.architecture", "llama")
                .put("general.name", "Tiny " + seed)
                .put("llama.block_count", layers)
                .put("llama.context_length", CONTEXT_LENGTH)
                .put("llama.embedding_length", hidden())
                .put("llama.feed_forward_length", feedForward())
                .put("llama.attention.head_count", heads())
                .put("llama.attention.head_count_kv", keyValueHeads())
                .put("llama.rope.freq_base", 10_000f)
                .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .put("llama.vocab_size", tokens.size())
                .put("llama.rope.dimension_count", HEAD_SIZE)
                .put("tokenizer.ggml.add_bos_token", false)
                .put("tokenizer.ggml.add_space_prefix", false)
                .put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.pre", "smollm")
                .put("tokenizer.ggml.tokens", tokens)
                .put("tokenizer.ggml.token_type", tokenTypes)
                .put("tokenizer.ggml.merges", MERGES)
                .put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.eos_token_id", 2)
                .put("tokenizer.ggml.unknown_token_id", 0)
                .put("tokenizer.chat_template", CHAT_TEMPLATE);
        addWeights(out, tokens.size());
        return out;
    }

    private void addWeights(GgufWriter out, int vocabulary) {
        Random random = new Random(seed);
        GgmlType embedding = type.blockSize() == 1 ? type : GgmlType.Q8_0;
        int keyValues = keyValueHeads() * HEAD_SIZE;
        out.tensor("token_embd.weight", embedding, normal(random, 0.5, vocabulary * hidden()), vocabulary, hidden());
        for (int layer = 0; layer < layers; layer++) {
            String block = "blk." + layer + ".";
            norm(out, random, block + "attn_norm.weight");
            projection(out, random, block + "attn_q.weight", hidden(), hidden());
            projection(out, random, block + "attn_k.weight", keyValues, hidden());
            projection(out, random, block + "attn_v.weight", keyValues, hidden());
            projection(out, random, block + "attn_output.weight", hidden(), hidden());
            norm(out, random, block + "ffn_norm.weight");
            projection(out, random, block + "ffn_gate.weight", feedForward(), hidden());
            projection(out, random, block + "ffn_up.weight", feedForward(), hidden());
            projection(out, random, block + "ffn_down.weight", hidden(), feedForward());
        }
        norm(out, random, "output_norm.weight");
        if (!tied) {
            out.tensor("output.weight", embedding, normal(random, 0.5, vocabulary * hidden()), vocabulary, hidden());
        }
    }

    private void projection(GgufWriter out, Random random, String name, int outputs, int inputs) {
        out.tensor(name, type, normal(random, 1 / Math.sqrt(inputs), outputs * inputs), outputs, inputs);
    }

    private void norm(GgufWriter out, Random random, String name) {
        float[] weights = normal(random, 0.1, hidden());
        for (int i = 0; i < weights.length; i++) {
            weights[i] += 1;
        }
        out.tensor(name, GgmlType.F32, weights, hidden());
    }

    private static float[] normal(Random random, double deviation, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    /** GPT-2's printable stand-ins for the 256 bytes, in GPT-2's order: printable Latin-1 first, then the others. */
    private static List<String> byteCharacters() {
        List<String> characters = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            if (isPrintable(b)) {
                characters.add(String.valueOf((char) b));
            }
        }
        for (int next = 256; characters.size() < 256; next++) {
            characters.add(String.valueOf((char) next));
        }
        return characters;
    }

    private static boolean isPrintable(int b) {
        return b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
    }
}
