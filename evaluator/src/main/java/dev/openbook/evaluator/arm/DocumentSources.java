package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.metric.Sources;
import dev.openbook.rag.answer.Citation;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.corpus.CorpusEntry;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.SourceDocument;
import java.util.Iterator;
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

    /** A run cites the same few documents again and again; one that is longer by itself is kept while it is used. */
    private static final long KEPT_CHARACTERS = 32L << 20;

    private record Read(String text, List<Passage> passages) {}

    private final Map<String, CorpusFolder> folders;
    private final Map<String, Map<String, CorpusEntry>> entries;
    private final PassageSplitter splitter;
    private final Map<String, Optional<Read>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptCharacters;

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
            keptCharacters += characters(read);
            forget();
        }
        return read;
    }

    /** The least recently used first, never the one that was just read. */
    private void forget() {
        Iterator<Optional<Read>> eldest = kept.values().iterator();
        while (keptCharacters > KEPT_CHARACTERS && kept.size() > 1) {
            keptCharacters -= characters(eldest.next());
            eldest.remove();
        }
    }

    private static long characters(Optional<Read> read) {
        return read.map(r -> (long) r.text().length()).orElse(0L);
    }
}
