package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.metric.Sources;
import dev.openbook.rag.answer.Citation;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.corpus.CorpusEntry;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.SourceDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The documents of every version, read again from disk when one is needed and kept while they are, so that a large corpus
 * need not fit into memory.
 */
final class DocumentSources implements Sources {

    /** A run cites the same few documents again and again. */
    private static final int KEPT = 256;

    private record Read(String text, List<Passage> passages) {}

    private final Map<String, CorpusFolder> folders;
    private final Map<String, Map<String, CorpusEntry>> entries;
    private final PassageSplitter splitter;
    private final Map<String, Optional<Read>> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<Read>> eldest) {
            return size() > KEPT;
        }
    };

    DocumentSources(Map<String, CorpusFolder> folders, PassageSplitter splitter) {
        this.folders = folders;
        this.splitter = splitter;
        this.entries = folders.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, f -> f.getValue().entries().stream()
                        .collect(Collectors.toMap(CorpusEntry::id, Function.identity()))));
    }

    @Override
    public Optional<String> text(String version, String documentId) {
        return read(version, documentId).map(Read::text);
    }

    @Override
    public Optional<Passage> passage(Citation citation) {
        return read(citation.version(), citation.documentId()).flatMap(read -> read.passages().stream()
                .filter(p -> p.start() <= citation.start() && citation.start() < p.end())
                .findFirst());
    }

    private synchronized Optional<Read> read(String version, String documentId) {
        String key = version + "\n" + documentId;
        Optional<Read> read = kept.get(key);
        if (read == null) {
            CorpusEntry entry = entries.getOrDefault(version, Map.of()).get(documentId);
            read = entry != null && folders.get(version).read(entry) instanceof SourceDocument document
                    ? Optional.of(new Read(document.text(), splitter.split(document)))
                    : Optional.empty();
            kept.put(key, read);
        }
        return read;
    }
}
