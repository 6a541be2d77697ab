package dev.openbook.rag.index;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Not;
import dev.langchain4j.store.embedding.filter.logical.Or;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Filters and metadata from a seed, over values chosen to collide: equal as numbers, close as longs, odd as text. */
final class RandomFilters {

    private static final List<String> TEXTS =
            List.of("", " ", "abc", "ABC", "ab", "bc", "zebra", "\uFF21", "😀", "3.10");
    private static final List<Number> NUMBERS = List.of(
            0,
            -1,
            1,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            1L,
            Long.MAX_VALUE,
            Long.MAX_VALUE - 1,
            Long.MIN_VALUE,
            1746714878034235396L,
            1746714878034235397L,
            0.1f,
            0.1d,
            -0.0d,
            1.0f,
            1.5d,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Double.MAX_VALUE,
            Double.MIN_VALUE,
            9.223372036854776E18d);
    private static final List<UUID> UUIDS = List.of(new UUID(1, 2), new UUID(-1, 5), new UUID(1, -2));

    private RandomFilters() {}

    static Metadata metadata(Random random) {
        Metadata metadata = new Metadata();
        if (random.nextInt(4) > 0) {
            metadata.put("text", pick(TEXTS, random));
        }
        if (random.nextInt(4) > 0) {
            metadata.put("uuid", pick(UUIDS, random));
        }
        if (random.nextInt(8) > 0) {
            Number number = pick(NUMBERS, random);
            if (number instanceof Integer value) {
                metadata.put("number", value);
            } else if (number instanceof Long value) {
                metadata.put("number", value);
            } else if (number instanceof Float value) {
                metadata.put("number", value);
            } else {
                metadata.put("number", number.doubleValue());
            }
        }
        return metadata;
    }

    static Filter filter(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            return switch (random.nextInt(3)) {
                case 0 -> new And(filter(random, depth - 1), filter(random, depth - 1));
                case 1 -> new Or(filter(random, depth - 1), filter(random, depth - 1));
                default -> new Not(filter(random, depth - 1));
            };
        }
        return switch (random.nextInt(3)) {
            case 0 ->
                random.nextBoolean()
                        ? new ContainsString("text", pick(TEXTS, random))
                        : comparison("text", pick(TEXTS, random), pick(TEXTS, random), random);
            case 1 -> comparison("uuid", pick(UUIDS, random), pick(UUIDS, random), random);
            default ->
                comparison(
                        "number", (Comparable<?>) pick(NUMBERS, random), (Comparable<?>) pick(NUMBERS, random), random);
        };
    }

    private static Filter comparison(String key, Comparable<?> value, Comparable<?> other, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new IsEqualTo(key, value);
            case 1 -> new IsNotEqualTo(key, value);
            case 2 -> new IsGreaterThan(key, value);
            case 3 -> new IsGreaterThanOrEqualTo(key, value);
            case 4 -> new IsLessThan(key, value);
            case 5 -> new IsLessThanOrEqualTo(key, value);
            case 6 -> new IsIn(key, List.of(value, other));
            default -> new IsNotIn(key, List.of(value, other));
        };
    }

    private static <T> T pick(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
