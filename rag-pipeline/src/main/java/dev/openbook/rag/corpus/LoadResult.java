package dev.openbook.rag.corpus;

/** What reading one corpus entry gave: the {@link SourceDocument}, or the reason why there is none. */
public sealed interface LoadResult permits SourceDocument, Skipped {}
