package dev.openbook.model.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.openbook.model.gguf.GgufFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The tokenizer of a GGUF model: byte-level BPE with the file's vocabulary, run by Hugging Face's tokenizers through DJL.
 *
 * <p>Control tokens such as {@code <|im_start|>} are unknown to that library here. {@link #encode} therefore treats them as the
 * plain characters they are, whoever wrote them; only {@link ChatTemplate} and {@link #encodeWithControlTokens} put control
 * ids between runs of plain text. No beginning-of-text token is added unless the file asks for one (see
 * {@link #beginOfText()}).
 *
 * <p>A byte for which the vocabulary has no token is left out, as by the model's published tokenizer; for SmolLM2 these are six
 * control characters and the first bytes of code points from U+40000 on, which Unicode has given to no script.
 *
 * <p>Safe for use by several threads.
 */
public final class LlamaTokenizer implements AutoCloseable {

    /** Token types of the format that are never text. */
    private static final int CONTROL = 3;

    private static final int USER_DEFINED = 4;

    /** Pre-tokenizers that are GPT-2's word pattern, and whether each digit is a word before it. */
    private static final Map<String, Boolean> SINGLE_DIGITS = Map.of("smollm", true, "gpt-2", false);

    /** Names under which models know the end of an answer, beside the ids that their files give. */
    private static final Set<String> END_NAMES = Set.of("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "</s>");

    private final HuggingFaceTokenizer plainText;
    private final List<String> tokens;
    private final BitSet control;
    private final Map<String, Integer> controlIds;
    private final Pattern controlPattern;
    private final Set<Integer> endOfText;
    private final OptionalInt beginOfText;

    private LlamaTokenizer(GgufFile file, HuggingFaceTokenizer plainText, List<String> tokens, BitSet control) {
        this.plainText = plainText;
        this.tokens = tokens;
        this.control = control;
        this.controlIds = new HashMap<>();
        control.stream().filter(id -> !tokens.get(id).isEmpty()).forEach(id -> controlIds.put(tokens.get(id), id));
        this.controlPattern = Pattern.compile(controlIds.keySet().stream()
                .sorted((a, b) -> b.length() - a.length()) // the longest match wins
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
        this.endOfText = endOfText(file);
        this.beginOfText = file.flag("tokenizer.ggml.add_bos_token", false)
                ? OptionalInt.of(tokenId(file, "tokenizer.ggml.bos_token_id"))
                : OptionalInt.empty();
    }

    /**
     * The tokenizer of a model file.
     *
     * @throws dev.openbook.foundation.InvalidInputException if it is of a kind not supported, or its tokens and merges do not
     *     fit together
     */
    public static LlamaTokenizer of(GgufFile file) {
        boolean singleDigits = singleDigits(file);
        List<String> tokens = tokens(file);
        BitSet control = control(file, tokens.size());
        List<String> merges = merges(file, tokens, control);
        keepToProcessor();
        byte[] json = TokenizerJson.of(tokens, control, merges, singleDigits);
        // The library's defaults cut texts at 512 tokens and pad them.
        Map<String, String> options = Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
        try {
            HuggingFaceTokenizer plainText = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
            try {
                return new LlamaTokenizer(file, plainText, tokens, control);
            } catch (RuntimeException e) {
                plainText.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    /** The ids of a text in which nothing is a control token, whatever it looks like. */
    public int[] encode(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        return Arrays.stream(plainText.encode(wellFormed(text), false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** The ids of a text in which control tokens are written out; only for text that no document or person wrote. */
    public int[] encodeWithControlTokens(String text) {
        if (controlIds.isEmpty()) {
            return encode(text);
        }
        IntStream.Builder ids = IntStream.builder();
        Matcher matcher = controlPattern.matcher(text);
        int done = 0;
        while (matcher.find()) {
            Arrays.stream(encode(text.substring(done, matcher.start()))).forEach(ids);
            ids.add(controlIds.get(matcher.group()));
            done = matcher.end();
        }
        Arrays.stream(encode(text.substring(done))).forEach(ids);
        return ids.build().toArray();
    }

    /** How many tokens a plain text has. */
    public int count(String text) {
        return encode(text).length;
    }

    /** The text of ids, without control tokens; bytes that are no character become U+FFFD. */
    public String decode(int... ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(ids.length * 4);
        for (int id : ids) {
            bytes.writeBytes(bytesOf(id));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A decoder for ids that come one by one. */
    public TokenTextStream stream() {
        return new TokenTextStream(this);
    }

    /** How many tokens there are; ids go from 0 to one less. */
    public int vocabularySize() {
        return tokens.size();
    }

    /** Ids after which an answer is over. */
    public Set<Integer> endOfText() {
        return endOfText;
    }

    /** The id to put in front of every prompt, for the few models that want one. */
    public OptionalInt beginOfText() {
        return beginOfText;
    }

    /** Whether an id is a control token, which is never text. */
    public boolean isControl(int id) {
        return control.get(id);
    }

    /** The id of a control token such as {@code <|im_start|>}, if the vocabulary has it. */
    public OptionalInt controlId(String name) {
        Integer id = controlIds.get(name);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Frees the native tokenizer. */
    @Override
    public void close() {
        plainText.close();
    }

    /** The UTF-8 bytes of a token, none for a control token. */
    byte[] bytesOf(int id) {
        return control.get(id) ? new byte[0] : ByteLevel.bytesOf(tokens.get(id));
    }

    /** On a machine with a graphics card DJL would download a CUDA build of the tokenizers; the one in its jar is enough. */
    private static void keepToProcessor() {
        if (System.getenv("RUST_FLAVOR") == null && System.getProperty("RUST_FLAVOR") == null) {
            System.setProperty("RUST_FLAVOR", "cpu");
        }
    }

    private static boolean singleDigits(GgufFile file) {
        String model = file.string("tokenizer.ggml.model");
        if (!model.equals("gpt2")) {
            throw file.fault("tokenizer model '" + model + "' is not supported (supported: gpt2)");
        }
        String kind = file.string("tokenizer.ggml.pre");
        if (!SINGLE_DIGITS.containsKey(kind)) {
            throw file.fault("pre-tokenizer '" + kind + "' is not supported (supported: "
                    + String.join(", ", new TreeSet<>(SINGLE_DIGITS.keySet())) + ")");
        }
        return SINGLE_DIGITS.get(kind);
    }

    private static List<String> tokens(GgufFile file) {
        List<String> tokens = file.strings("tokenizer.ggml.tokens");
        Set<String> seen = new HashSet<>();
        for (int id = 0; id < tokens.size(); id++) {
            if (!seen.add(tokens.get(id))) {
                throw file.fault("token " + id + " of tokenizer.ggml.tokens is there twice");
            }
        }
        return tokens;
    }

    private static BitSet control(GgufFile file, int vocabulary) {
        int[] types = file.integers("tokenizer.ggml.token_type");
        if (types.length != vocabulary) {
            throw file.fault("tokenizer.ggml.token_type must have " + vocabulary
                    + " entries, one for each token, but has " + types.length);
        }
        BitSet control = new BitSet(vocabulary);
        for (int id = 0; id < vocabulary; id++) {
            control.set(id, types[id] == CONTROL || types[id] == USER_DEFINED);
        }
        return control;
    }

    private static List<String> merges(GgufFile file, List<String> tokens, BitSet control) {
        List<String> merges = file.strings("tokenizer.ggml.merges");
        Set<String> known = new HashSet<>(tokens);
        control.stream().mapToObj(tokens::get).forEach(known::remove);
        for (int i = 0; i < merges.size(); i++) {
            String merge = merges.get(i);
            int space = merge.indexOf(' ');
            if (space < 1
                    || space != merge.lastIndexOf(' ')
                    || !known.contains(merge.substring(0, space))
                    || !known.contains(merge.substring(space + 1))
                    || !known.contains(merge.substring(0, space) + merge.substring(space + 1))) {
                throw file.fault(
                        "merge " + i + " of tokenizer.ggml.merges must be two tokens with a space between them that"
                                + " join to a third, but is not");
            }
        }
        return merges;
    }

    private Set<Integer> endOfText(GgufFile file) {
        Set<Integer> ids = new TreeSet<>();
        ids.add(tokenId(file, "tokenizer.ggml.eos_token_id"));
        for (String key : List.of("tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id")) {
            if (file.has(key)) {
                ids.add(tokenId(file, key));
            }
        }
        END_NAMES.stream().filter(controlIds::containsKey).map(controlIds::get).forEach(ids::add);
        return Set.copyOf(ids);
    }

    private int tokenId(GgufFile file, String key) {
        int id = file.integer(key);
        if (id < 0 || id >= tokens.size()) {
            throw file.fault("metadata '" + key + "' must be a token id below " + tokens.size() + ", but is " + id);
        }
        return id;
    }

    /** Half a surrogate pair is no character and cannot be UTF-8: it becomes U+FFFD. */
    private static String wellFormed(String text) {
        boolean broken = text.codePoints().anyMatch(LlamaTokenizer::isHalf);
        if (!broken) {
            return text;
        }
        return text.codePoints()
                .map(c -> isHalf(c) ? 0xfffd : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
