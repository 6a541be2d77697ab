package dev.openbook.model.llama;

/**
 * A model that has been made ready to run: token ids in, logits out, with a cache of the keys and values of earlier
 * positions.
 *
 * <p>The cache belongs to the instance: one sequence at a time, one thread at a time.
 */
public interface ForwardPass extends AutoCloseable {

    /** How many logits a position has. */
    int vocabularySize();

    /** How many positions there may be. */
    int contextLength();

    /**
     * Runs tokens at the positions {@code past, past + 1, …} and keeps their keys and values.
     *
     * @param tokens at least one id
     * @param past how many earlier positions of the cache to attend to; what the cache holds behind them is forgotten
     * @param logitsAt indexes into {@code tokens}, ascending
     * @return for each of {@code logitsAt} the logits of the token that follows, (logitsAt.length, vocabularySize)
     */
    float[][] run(int[] tokens, int past, int... logitsAt);

    @Override
    void close();
}
