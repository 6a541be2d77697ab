package dev.openbook.model.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A place a published model can come from. */
interface ModelSource {

    /** Takes the model's bytes as they come. */
    @FunctionalInterface
    interface Receiver {
        /** Reads {@code in} to its end; closing it is the source's business. */
        void receive(InputStream in) throws IOException;
    }

    /** What a person calls it. */
    String name();

    /**
     * Brings the bytes of {@code model} to {@code receiver}.
     *
     * @param scratch an existing folder for what is needed on the way; the source leaves nothing behind
     * @throws IOException if the source cannot be reached, does not have the model, or fails on the way
     */
    void bring(PublishedModel model, Path scratch, Receiver receiver) throws IOException, InterruptedException;
}
