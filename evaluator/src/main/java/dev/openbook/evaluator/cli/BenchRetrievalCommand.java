package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.Embedder;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.retrieval.RankingScore;
import dev.openbook.evaluator.retrieval.RetrievalEvaluation;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionFile;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.SuiteFile;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.corpus.CorpusEntry;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.SourceDocument;
import dev.openbook.rag.index.CorpusIndex;
import dev.openbook.rag.index.IndexUpdate;
import dev.openbook.rag.index.WordWeights;
import dev.openbook.rag.retrieve.HybridRetriever;
import dev.openbook.rag.retrieve.RetrievalBenchmark;
import dev.openbook.rag.retrieve.RetrievalMode;
import dev.openbook.rag.retrieve.RetrievalScale;
import dev.openbook.rag.retrieve.RetrievalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how well and how fast documents are found, without a language model. */
@Command(
        name = "retrieval",
        description = "Index documents, ask questions by words, by vectors and by both; print how well (nDCG@10,"
                + " Recall@100, MRR, where questions name their sources) and how fast.",
        footer = {
            "",
            "Example:",
            "  openbook bench retrieval --corpus scifact/corpus --questions scifact/test.jsonl --uncut"
        })
final class BenchRetrievalCommand extends TerminalCommand {

    private static final int ROUNDS = 3;

    /** What sentence-transformers reads of a text with this model, and with it the published figures. */
    private static final int UNCUT_WORD_PIECES = 256;

    private static final int SCALE_QUESTIONS = 50;
    private static final int SCALE_TEXTS = 2_000;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--corpus",
            paramLabel = "DIR",
            defaultValue = "corpus/v1",
            description = "The documents (default: ${DEFAULT-VALUE}).")
    private Path corpus;

    @Option(
            names = "--questions",
            paramLabel = "FILE",
            defaultValue = "datasets/questions",
            description = "A file of questions, or a folder of them (default: ${DEFAULT-VALUE}).")
    private Path questions;

    @Option(
            names = "--uncut",
            description = "Do not cut what stands under one heading; its vector is that of its first 256 word pieces."
                    + " Without it passages have at most 120, and a document stands where its best passage does.")
    private boolean uncut;

    @Option(names = "--vector-weight", paramLabel = "N", description = "Of the ranking by vectors in the fusion.")
    private Double vectorWeight;

    @Option(names = "--word-weight", paramLabel = "N", description = "Of the ranking by words in the fusion.")
    private Double wordWeight;

    @Option(names = "--heading-weight", paramLabel = "N", description = "Of a word in the headings; 1 in the text.")
    private Double headingWeight;

    @Option(
            names = "--identifier-weight",
            paramLabel = "N",
            description = "Of a whole identifier such as AB-123, beside its parts.")
    private Double identifierWeight;

    @Option(names = "--rank-constant", paramLabel = "K", description = "Of reciprocal rank fusion.")
    private Integer rankConstant;

    @Option(names = "--runs", paramLabel = "DIR", description = "Write the rankings and judgements for trec_eval.")
    private Path runs;

    @Option(names = "--no-timing", description = "Ask each question once, for the figures alone.")
    private boolean noTiming;

    @Option(
            names = "--scale",
            paramLabel = "N,N",
            split = ",",
            description = "Also build indexes of so many passages with made-up vectors, and time questions to them.")
    private List<Integer> scale = List.of();

    BenchRetrievalCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        RetrievalSettings settings = settings();
        CorpusFolder folder =
                CorpusFolder.scan(SuiteOptions.folder("--corpus", corpus.toString()), Strata.V1, progress());
        List<Question> asked =
                QuestionFile.read(Files.isDirectory(questions) ? SuiteFile.jsonLines(questions) : List.of(questions));
        Embedder embedder = uncut ? Embedder.miniLm(UNCUT_WORD_PIECES) : Embedder.miniLm();
        PassageSplitter splitter = uncut ? PassageSplitter.uncut() : new PassageSplitter(embedder.tokenCounter());
        Map<String, Object> figures = new LinkedHashMap<>();
        try (CorpusIndex index = CorpusIndex.open(
                Libraries.keptFolder(corpus, embedder, splitter), embedder.model(), embedder.name(), splitter)) {
            IndexUpdate update = index.update(folder, progress());
            describe(update, embedder, settings, figures);
            judge(index, embedder, settings, folder, asked, figures);
            if (!noTiming) {
                List<String> wordings = asked.stream().map(Question::wording).toList();
                time(
                        RetrievalBenchmark.queries(index::snapshot, embedder.model(), settings, wordings, ROUNDS),
                        figures);
                scale(embedder, splitter, settings, folder, wordings, figures);
            }
        }
        if (json) {
            terminal.print(ResultsFile.toJson(figures));
        }
        return Openbook.SUCCESS;
    }

    private RetrievalSettings settings() {
        RetrievalSettings settings = RetrievalSettings.defaults();
        try {
            if (vectorWeight != null || wordWeight != null) {
                settings = settings.withFusionWeights(
                        vectorWeight == null ? settings.vectorWeight() : vectorWeight,
                        wordWeight == null ? settings.wordWeight() : wordWeight);
            }
            WordWeights words = settings.words();
            settings = settings.withWords(new WordWeights(
                    words.text(),
                    headingWeight == null ? words.headings() : headingWeight,
                    identifierWeight == null ? words.identifiers() : identifierWeight));
            return rankConstant == null ? settings : settings.withRankConstant(rankConstant);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(e.getMessage(), e);
        }
    }

    private void describe(
            IndexUpdate update, Embedder embedder, RetrievalSettings settings, Map<String, Object> figures) {
        double seconds = update.wallNanos() / 1e9;
        figures.put("passages", update.passages());
        figures.put("embedder", embedder.name());
        figures.put("processors", Runtime.getRuntime().availableProcessors());
        figures.put("settings", settings);
        figures.put("embedded", update.passagesEmbedded());
        figures.put("indexSeconds", seconds);
        line("%d passages, %s, %d processors", update.passages(), embedder.name(), figures.get("processors"));
        if (update.passagesEmbedded() > 0) {
            line("indexed in %.1f s, %d passages embedded", seconds, update.passagesEmbedded());
        }
    }

    private void judge(
            CorpusIndex index,
            Embedder embedder,
            RetrievalSettings settings,
            CorpusFolder folder,
            List<Question> asked,
            Map<String, Object> figures)
            throws IOException {
        List<Question> judged = RetrievalEvaluation.judged(asked, Strata.V1);
        if (judged.isEmpty()) {
            return;
        }
        RetrievalEvaluation.check(
                judged,
                Strata.V1,
                folder.entries().stream().map(CorpusEntry::id).collect(Collectors.toSet()));
        Map<String, RankingScore> scores = new LinkedHashMap<>();
        line("%d questions, documents ranked by their best passage", judged.size());
        for (RetrievalMode mode : RetrievalMode.values()) {
            String name = mode.name().toLowerCase(Locale.ROOT);
            RetrievalEvaluation evaluation = RetrievalEvaluation.run(
                    new HybridRetriever(
                            index::snapshot,
                            embedder.model(),
                            settings.withMode(mode).withMaxResults(RetrievalEvaluation.PASSAGES)),
                    judged,
                    Strata.V1,
                    progress());
            RankingScore score = evaluation.score();
            scores.put(name, score);
            line(
                    "%-7s nDCG@10 %.4f, Recall@100 %.4f, MRR %.4f",
                    name, score.ndcg10(), score.recall100(), score.reciprocalRank());
            if (runs != null) {
                evaluation.writeRun(runs.resolve(name + ".run"), "openbook-" + name);
                evaluation.writeJudgements(runs.resolve("qrels.txt"));
            }
        }
        figures.put("questions", judged.size());
        figures.put("scores", scores);
    }

    private void time(List<RetrievalBenchmark.QueryTime> times, Map<String, Object> figures) {
        figures.put("queries", times);
        times.forEach(t -> line(
                "%-7s p50 %6.1f ms, p95 %6.1f ms, n %d",
                t.mode().name().toLowerCase(Locale.ROOT), t.p50Millis(), t.p95Millis(), t.n()));
    }

    private void scale(
            Embedder embedder,
            PassageSplitter splitter,
            RetrievalSettings settings,
            CorpusFolder folder,
            List<String> wordings,
            Map<String, Object> figures)
            throws IOException {
        if (scale.isEmpty()) {
            return;
        }
        List<Passage> texts = new ArrayList<>();
        for (CorpusEntry entry : folder.entries()) {
            if (texts.size() < SCALE_TEXTS && folder.read(entry) instanceof SourceDocument document) {
                texts.addAll(splitter.split(document));
            }
        }
        RetrievalScale series = new RetrievalScale(
                embedder.model(), texts, wordings.subList(0, Math.min(SCALE_QUESTIONS, wordings.size())));
        List<RetrievalScale.Point> points = new ArrayList<>();
        line("made-up vectors, %d texts of these documents repeated", texts.size());
        for (int passages : scale) {
            Path beside = Files.createTempDirectory("openbook-scale-");
            try {
                RetrievalScale.Point point = series.measure(beside.resolve("index"), passages, settings, 1);
                points.add(point);
                RetrievalBenchmark.QueryTime hybrid = point.queries().stream()
                        .filter(t -> t.mode() == RetrievalMode.HYBRID)
                        .findFirst()
                        .orElseThrow();
                line(
                        "%7d passages: written in %.1f s, %d MB, hybrid p50 %.1f ms, p95 %.1f ms, n %d",
                        passages,
                        point.buildSeconds(),
                        point.bytes() / 1_000_000,
                        hybrid.p50Millis(),
                        hybrid.p95Millis(),
                        hybrid.n());
            } finally {
                Libraries.delete(beside);
            }
        }
        figures.put("scale", points);
    }

    private void line(String format, Object... values) {
        if (!json) {
            terminal.line(String.format(Locale.ROOT, format, values));
        }
    }
}
