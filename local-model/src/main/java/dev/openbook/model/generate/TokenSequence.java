package dev.openbook.model.generate;

import java.util.Arrays;

/** A growing list of token ids. */
final class TokenSequence {

    private int[] ids;
    private int size;

    TokenSequence(int[] ids) {
        this.ids = Arrays.copyOf(ids, ids.length + 64);
        this.size = ids.length;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return ids[index];
    }

    void add(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
        }
        ids[size++] = id;
    }

    int[] range(int from, int to) {
        return Arrays.copyOfRange(ids, from, to);
    }

    /** How many ids at the beginning are the same. */
    int commonPrefix(int[] other) {
        int most = Math.min(size, other.length);
        int mismatch = Arrays.mismatch(ids, 0, most, other, 0, most);
        return mismatch < 0 ? most : mismatch;
    }
}
