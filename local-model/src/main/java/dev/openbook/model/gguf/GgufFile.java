package dev.openbook.model.gguf;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.gguf.GgufHeader.TensorPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An open GGUF model file: typed metadata and memory-mapped tensors.
 *
 * <p>Opening reads and checks the whole header and no weights; a tensor is mapped when first asked for. Tensors stay readable
 * after {@link #close()}: the garbage collector unmaps them.
 *
 * <p>Metadata getters throw {@link InvalidInputException} naming file and key when a value is missing or of another type.
 */
public final class GgufFile implements AutoCloseable {

    private static final Set<String> ARCHITECTURES = Set.of("llama");

    private final Path path;
    private final FileChannel channel;
    private final GgufHeader header;
    private final Map<String, GgufTensor> mapped = new ConcurrentHashMap<>();

    private GgufFile(Path path, FileChannel channel, GgufHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens a model file.
     *
     * @throws InvalidInputException if it is not there, not GGUF version 2 or 3, cut off, inconsistent, or of an
     *     architecture or tensor type that is not supported
     * @throws UncheckedIOException if it cannot be read
     */
    public static GgufFile open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new InvalidInputException("model file not found: " + path);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            GgufHeader header = GgufHeader.read(new BoundedInput(channel, nameOf(path)));
            GgufFile file = new GgufFile(path, channel, header);
            file.requireKnownArchitecture();
            return file;
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw new UncheckedIOException("cannot read " + path, e);
        } catch (RuntimeException e) {
            closeQuietly(channel, e);
            throw e;
        }
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /** The model's architecture; {@code llama} is the only one supported. */
    public String architecture() {
        return string("general.architecture");
    }

    /** Whether there is a value under the key. */
    public boolean has(String key) {
        return header.metadata().containsKey(key);
    }

    /** A text. */
    public String string(String key) {
        return value(key, String.class, "a text");
    }

    /** A text that may be missing. */
    public Optional<String> optionalString(String key) {
        return has(key) ? Optional.of(string(key)) : Optional.empty();
    }

    /** A whole number that fits an int. */
    public int integer(String key) {
        long value = value(key, Long.class, "a whole number");
        if (value != (int) value) {
            throw fault("metadata '" + key + "' must be a whole number below 2^31, but is " + value);
        }
        return (int) value;
    }

    /** A whole number that may be missing. */
    public OptionalInt optionalInteger(String key) {
        return has(key) ? OptionalInt.of(integer(key)) : OptionalInt.empty();
    }

    /** A finite number, whole or not. */
    public double decimal(String key) {
        double value = value(key, Number.class, "a number").doubleValue();
        if (!Double.isFinite(value)) {
            throw fault("metadata '" + key + "' must be finite, but is " + value);
        }
        return value;
    }

    /** A finite number, or {@code missing} if there is none. */
    public double decimal(String key, double missing) {
        return has(key) ? decimal(key) : missing;
    }

    /** True or false, or {@code missing} if there is no value. */
    public boolean flag(String key, boolean missing) {
        return has(key) ? value(key, Boolean.class, "true or false") : missing;
    }

    /** A list of texts. */
    @SuppressWarnings("unchecked") // the only lists in the metadata are lists of strings
    public List<String> strings(String key) {
        return (List<String>) value(key, List.class, "a list of texts");
    }

    /** A list of whole numbers that fit an int. */
    public int[] integers(String key) {
        return Arrays.stream(value(key, long[].class, "a list of whole numbers"))
                .mapToInt(value -> {
                    if (value != (int) value) {
                        throw fault("metadata '" + key + "' must hold whole numbers below 2^31, but holds " + value);
                    }
                    return (int) value;
                })
                .toArray();
    }

    /** The tensors' names in the file's order. */
    public Set<String> tensorNames() {
        return Collections.unmodifiableSet(header.tensors().keySet());
    }

    /** Whether there is a tensor of that name. */
    public boolean hasTensor(String name) {
        return header.tensors().containsKey(name);
    }

    /**
     * A tensor, mapped and not yet de-quantised.
     *
     * @throws InvalidInputException if there is none of that name
     */
    public GgufTensor tensor(String name) {
        TensorPlace place = header.tensors().get(name);
        if (place == null) {
            throw fault("tensor '" + name + "' is missing");
        }
        return mapped.computeIfAbsent(name, missing -> map(place));
    }

    /**
     * A tensor that must have a given shape.
     *
     * @param shape outer dimension first
     * @throws InvalidInputException if there is none of that name and shape
     */
    public GgufTensor tensor(String name, long... shape) {
        GgufTensor tensor = tensor(name);
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw fault("tensor '" + name + "' must have the shape " + Arrays.toString(shape) + ", but has "
                    + Arrays.toString(tensor.shape()));
        }
        return tensor;
    }

    /** Closes the file; tensors already handed out stay readable. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + path, e);
        }
    }

    /** An error about this file, to be thrown by those who read meaning into it. */
    public InvalidInputException fault(String fault) {
        return new InvalidInputException(nameOf(path) + ": " + fault);
    }

    private GgufTensor map(TensorPlace place) {
        try {
            return new GgufTensor(
                    place.name(),
                    place.type(),
                    place.shape(),
                    channel.map(FileChannel.MapMode.READ_ONLY, place.offset(), place.bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map tensor " + place.name() + " of " + path, e);
        }
    }

    private void requireKnownArchitecture() {
        if (!ARCHITECTURES.contains(architecture())) {
            throw fault(
                    "architecture '" + GgufHeader.shortened(architecture()) + "' is not supported (supported: llama)");
        }
    }

    private <T> T value(String key, Class<T> type, String rule) {
        Object value = header.metadata().get(key);
        if (value == null) {
            throw fault("metadata '" + key + "' is missing");
        }
        if (!type.isInstance(value)) {
            throw fault("metadata '" + key + "' must be " + rule + ", but is " + kindOf(value));
        }
        return type.cast(value);
    }

    private static String kindOf(Object value) {
        if (value instanceof String) {
            return "a text";
        }
        if (value instanceof List || value.getClass().isArray()) {
            return "a list of another kind";
        }
        return String.valueOf(value);
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static void closeQuietly(FileChannel channel, Exception because) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                because.addSuppressed(e);
            }
        }
    }
}
