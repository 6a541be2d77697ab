package dev.openbook.rag.index;

import java.io.IOException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/** Counts the bytes written through it: an update's cost on disk, merges and temporary files included. */
final class CountingDirectory extends FilterDirectory {

    private long bytesWritten;

    CountingDirectory(Directory in) {
        super(in);
    }

    long bytesWritten() {
        return bytesWritten;
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
        return counting(in.createOutput(name, context));
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) throws IOException {
        return counting(in.createTempOutput(prefix, suffix, context));
    }

    private IndexOutput counting(IndexOutput output) {
        return new FilterIndexOutput("counting " + output, output.getName(), output) {
            @Override
            public void close() throws IOException {
                bytesWritten += output.getFilePointer();
                super.close();
            }
        };
    }
}
