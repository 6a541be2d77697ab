package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.arm.Arm;
import dev.openbook.evaluator.arm.Library;
import dev.openbook.evaluator.arm.ServerException;
import dev.openbook.evaluator.metric.RetrievalScorer;
import dev.openbook.evaluator.metric.Said;
import dev.openbook.evaluator.metric.Span;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.rag.answer.Answer;
import dev.openbook.rag.answer.Citation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks one arm one question, within a time limit; an arm that crashes or takes too long has failed the question, and the
 * run goes on. A server that answers nobody ends the run.
 */
final class Asker implements AutoCloseable {

    private static final Question WARM_UP =
            new Question("warm-up", "warm-up", "warm-up", "Which documents do you have?", List.of(), Map.of());
    private static final int LONGEST_REASON = 200;

    private final Library library;
    private final int timeoutSeconds;
    private ExecutorService thread = newThread();

    Asker(Library library, int timeoutSeconds) {
        this.library = library;
        this.timeoutSeconds = timeoutSeconds;
    }

    Asked ask(Arm arm, QuestionPlan.Item item) {
        Asked asked = timed(arm, item);
        return arm.entry().recorded() ? asked.untimed() : asked;
    }

    private Asked timed(Arm arm, QuestionPlan.Item item) {
        String id = item.question().id();
        long start = System.nanoTime();
        Future<Answer> future = thread.submit(() -> arm.ask(item.question()));
        try {
            Answer answer = future.get(timeoutSeconds, TimeUnit.SECONDS);
            return asked(arm, item, answer);
        } catch (TimeoutException e) {
            future.cancel(true);
            thread.shutdownNow();
            thread = newThread(); // the arm may not have noticed yet
            return Asked.failed(item.version(), id, arm.id(), "timeout", System.nanoTime() - start);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerException refused) {
                throw refused;
            }
            return Asked.failed(item.version(), id, arm.id(), reason(e.getCause()), System.nanoTime() - start);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking", e);
        }
    }

    /** Asks something that does not count; whatever goes wrong here goes wrong again, and counts, at the first question. */
    void warmUp(Arm arm) {
        ask(arm, new QuestionPlan.Item(WARM_UP, "", ""));
    }

    /** The answer given before the change, with the sources that the documents now offer for it; it took no time. */
    Asked carryOver(QuestionPlan.Item item, Asked before) {
        String id = item.question().id();
        if (before.said() == null) {
            return Asked.failed(item.version(), id, before.arm(), before.failure(), 0);
        }
        Said said = before.said();
        List<Citation> attributed =
                said.abstained() ? List.of() : library.attribute(item.question().wording(), said.text());
        return new Asked(
                item.version(),
                id,
                before.arm(),
                null,
                new Said(
                        said.text(),
                        said.abstained(),
                        said.citations(),
                        attributed,
                        said.promptTokens(),
                        said.answerTokens()),
                List.of(),
                List.of(),
                0,
                0,
                0);
    }

    private Asked asked(Arm arm, QuestionPlan.Item item, Answer answer) {
        String wording = item.question().wording();
        List<Citation> attributed = answer.abstained() ? List.of() : library.attribute(wording, answer.text());
        boolean counted = !arm.entry().recorded();
        Said said = new Said(
                answer.text(),
                answer.abstained(),
                answer.citations(),
                attributed,
                counted ? answer.promptTokens() : Said.NOT_COUNTED,
                counted ? answer.answerTokens() : Said.NOT_COUNTED);
        List<Span> prompted = answer.prompted().stream()
                .map(p -> new Span(p.documentId(), p.start(), p.end()))
                .toList();
        return new Asked(
                item.version(),
                item.question().id(),
                arm.id(),
                null,
                said,
                prompted,
                arm.retrieve(wording, RetrievalScorer.DEPTH),
                answer.timing().retrievalNanos(),
                answer.timing().firstTokenNanos(),
                answer.timing().totalNanos());
    }

    /** The error in one line, without the home folder's name. */
    private static String reason(Throwable error) {
        if (error instanceof OutOfMemoryError) {
            throw (OutOfMemoryError) error;
        }
        String message = error.getMessage() == null
                ? ""
                : error.getMessage().lines().findFirst().orElse("");
        String text = error.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
        String home = System.getProperty("user.home");
        String safe = home == null || home.length() < 2 ? text : text.replace(home, "~");
        return safe.substring(0, Math.min(LONGEST_REASON, safe.length()));
    }

    private static ExecutorService newThread() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "openbook-ask");
            worker.setDaemon(true);
            return worker;
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
