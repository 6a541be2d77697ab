package dev.openbook.evaluator.convert;

import dev.openbook.foundation.Sha256;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** A seeded order: by the hash of seed and id, so that it depends neither on the order of files nor on the Java release. */
final class Draw {

    private Draw() {}

    /** The items in the seed's order. */
    static <T> List<T> shuffle(List<T> items, String seed, Function<T, String> id) {
        record Hashed<T>(String hash, T item) {}
        return items.stream()
                .map(item -> new Hashed<>(Sha256.of(seed + "\n" + id.apply(item)), item))
                .sorted(Comparator.comparing(Hashed::hash))
                .map(Hashed::item)
                .toList();
    }

    /** A whole number from 0 to below {@code bound}. */
    static int number(String seed, int bound) {
        return (int) (Long.parseLong(Sha256.of(seed).substring(0, 12), 16) % bound);
    }
}
