package dev.openbook.finetune.train;

import dev.openbook.finetune.lora.LoraModel;
import dev.openbook.finetune.lora.TokenBatch;
import dev.openbook.finetune.lora.TokenBatch.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which examples make up each step: shuffled anew each epoch, those of similar length together so that little is padded, and
 * those about the same long text together so that the text is computed once.
 *
 * <p>The order depends on seed and epoch only, so a resumed run continues exactly where it stopped.
 */
final class BatchPlan {

    /** Enough for batches of nearly equal length, few enough that batches stay random. */
    private static final int BATCHES_SORTED_TOGETHER = 16;

    /** Examples that share less than this stay apart: mixed batches teach better than a few saved rows are worth. */
    private static final int LEAST_SHARED_TOKENS = 64;

    /** How far ahead a group is sought that fills a batch, before one is split. */
    private static final int GROUPS_LOOKED_AT = 128;

    /** What a further pass costs besides its rows (parameters wrapped, gradients collected), in rows. */
    private static final int ROWS_A_PASS_COSTS = 16;

    private final List<Example> examples;
    private final TrainingConfig config;
    private final int passesAtOnce;
    private final List<List<Integer>> families;

    /**
     * Examples that are computed together.
     *
     * @param examples indexes
     * @param prefixLength how many tokens they begin with alike, computed once
     * @param rows what is computed: the prefix and, padded to equal length, what each example has of its own
     */
    record Pass(List<Integer> examples, int prefixLength, int rows) {}

    BatchPlan(List<Example> examples, TrainingConfig config) {
        this(examples, config, LoraModel.passesAtOnce());
    }

    /** @param passesAtOnce how many shares a step is split into, at least one */
    BatchPlan(List<Example> examples, TrainingConfig config, int passesAtOnce) {
        this.examples = List.copyOf(examples);
        this.config = config;
        this.passesAtOnce = passesAtOnce;
        this.families = families();
    }

    int stepsPerEpoch() {
        return (examples.size() + config.batchSize() - 1) / config.batchSize();
    }

    int totalSteps() {
        return stepsPerEpoch() * config.epochs();
    }

    /** The batches of an epoch as indexes into the examples; every example is in exactly one. */
    List<List<Integer>> epoch(int epoch) {
        Random random = new Random(config.seed() * 1_000_003 + epoch);
        List<List<Integer>> groups = new ArrayList<>();
        for (List<Integer> family : families) {
            List<Integer> members = new ArrayList<>(family);
            Collections.shuffle(members, random);
            for (int i = 0; i < members.size(); i += config.batchSize()) {
                groups.add(members.subList(i, Math.min(i + config.batchSize(), members.size())));
            }
        }
        Collections.shuffle(groups, random);
        sortNeighboursByLength(groups);
        List<List<Integer>> batches = fill(groups);
        Collections.shuffle(batches, random);
        return batches;
    }

    /** A step's passes as shares of about equal work, one for each that is computed at once; large passes are halved for it. */
    List<List<Pass>> shares(List<Integer> batch) {
        List<Pass> passes = passes(batch);
        while (true) {
            Pass largest =
                    passes.stream().max(Comparator.comparingInt(Pass::rows)).orElseThrow();
            int members = largest.examples.size();
            if (members < 2) {
                return share(passes);
            }
            List<Integer> byLength = largest.examples.stream()
                    .sorted(Comparator.comparingInt(index -> examples.get(index).length()))
                    .toList();
            List<Pass> halved = new ArrayList<>(passes);
            halved.remove(largest);
            halved.add(pass(byLength.subList(0, (members + 1) / 2)));
            halved.add(pass(byLength.subList((members + 1) / 2, members)));
            if (longestShare(halved) >= longestShare(passes)) {
                return share(passes);
            }
            passes = halved;
        }
    }

    /** The passes of one epoch as shares of about equal work, for work in which batches do not matter. */
    List<List<Pass>> shares() {
        return share(epoch(0).stream().flatMap(batch -> passes(batch).stream()).toList());
    }

    /** Each pass, the largest first, to the share that has least; the same passes always give the same shares. */
    private List<List<Pass>> share(List<Pass> passes) {
        List<List<Pass>> shares = new ArrayList<>();
        for (int i = 0; i < passesAtOnce; i++) {
            shares.add(new ArrayList<>());
        }
        passes.stream().sorted(Comparator.comparingInt(Pass::rows).reversed()).forEach(pass -> Collections.min(
                        shares, Comparator.comparingInt(BatchPlan::cost))
                .add(pass));
        return shares;
    }

    private int longestShare(List<Pass> passes) {
        return share(passes).stream().mapToInt(BatchPlan::cost).max().orElseThrow();
    }

    private static int cost(List<Pass> share) {
        return share.stream().mapToInt(pass -> pass.rows + ROWS_A_PASS_COSTS).sum();
    }

    /**
     * A batch in passes of at most {@link TrainingConfig#maxTokensPerPass} rows over all that are computed at once, one
     * example at the least: beginning with each by itself, those two are joined that save most, until nothing is saved.
     */
    List<Pass> passes(List<Integer> batch) {
        List<Pass> passes = new ArrayList<>(
                batch.stream().map(index -> pass(List.of(index))).toList());
        while (true) {
            int most = -ROWS_A_PASS_COSTS;
            int left = -1;
            int right = -1;
            Pass best = null;
            for (int i = 0; i < passes.size(); i++) {
                for (int j = i + 1; j < passes.size(); j++) {
                    Pass joined = join(passes.get(i), passes.get(j));
                    int saved = passes.get(i).rows + passes.get(j).rows - joined.rows;
                    if (saved > most && joined.rows <= config.maxTokensPerPass() / passesAtOnce) {
                        most = saved;
                        left = i;
                        right = j;
                        best = joined;
                    }
                }
            }
            if (best == null) {
                return passes;
            }
            passes.set(left, best);
            passes.remove(right);
        }
    }

    private Pass join(Pass left, Pass right) {
        return pass(
                Stream.concat(left.examples.stream(), right.examples.stream()).toList());
    }

    private Pass pass(List<Integer> indexes) {
        List<Example> members = indexes.stream().map(examples::get).toList();
        int prefix = TokenBatch.sharedPrefix(members);
        int longest = members.stream().mapToInt(Example::length).max().orElseThrow();
        return new Pass(indexes, prefix, prefix + (longest - prefix) * members.size());
    }

    /**
     * Neighbours in token order whose prompts share more than half of the shorter one, not counting what all examples share;
     * most examples are a family of their own.
     */
    private List<List<Integer>> families() {
        int everywhere = examples.isEmpty() ? 0 : TokenBatch.sharedPrefix(examples);
        List<Integer> byTokens = IntStream.range(0, examples.size())
                .boxed()
                .sorted(Comparator.comparing(index -> examples.get(index).prompt(), Arrays::compare))
                .toList();
        List<List<Integer>> all = new ArrayList<>();
        int shared = 0;
        int shortest = 0;
        Integer previous = null;
        for (Integer index : byTokens) {
            int length = examples.get(index).prompt().length;
            if (previous != null) {
                int pair = TokenBatch.sharedPrefix(List.of(examples.get(previous), examples.get(index)));
                shared = Math.min(shared, pair - everywhere);
                shortest = Math.min(shortest, length - everywhere);
            }
            if (previous != null && shared >= LEAST_SHARED_TOKENS && 2 * shared > shortest) {
                all.get(all.size() - 1).add(index);
            } else {
                all.add(new ArrayList<>(List.of(index)));
                shared = Integer.MAX_VALUE;
                shortest = length - everywhere;
            }
            previous = index;
        }
        all.forEach(Collections::sort);
        all.sort(Comparator.comparing(family -> family.get(0)));
        return all;
    }

    private void sortNeighboursByLength(List<List<Integer>> groups) {
        int most = config.batchSize() * BATCHES_SORTED_TOGETHER;
        int start = 0;
        int count = 0;
        for (int end = 1; end <= groups.size(); end++) {
            count += groups.get(end - 1).size();
            if (count >= most || end == groups.size()) {
                groups.subList(start, end).sort(Comparator.comparingInt(this::longest));
                start = end;
                count = 0;
            }
        }
    }

    private int longest(List<Integer> group) {
        return group.stream()
                .mapToInt(index -> examples.get(index).length())
                .max()
                .orElseThrow();
    }

    /** Batches of full size but for the last, so that every epoch has equally many; few groups are split for it. */
    private List<List<Integer>> fill(List<List<Integer>> groups) {
        LinkedList<List<Integer>> waiting = new LinkedList<>(groups);
        List<List<Integer>> batches = new ArrayList<>();
        while (!waiting.isEmpty()) {
            List<Integer> batch = new ArrayList<>(waiting.removeFirst());
            while (batch.size() < config.batchSize() && !waiting.isEmpty()) {
                batch.addAll(take(waiting, config.batchSize() - batch.size()));
            }
            batches.add(List.copyOf(batch));
        }
        return batches;
    }

    /** The largest group that fits whole, the nearest of them, or the beginning of the next one. */
    private static List<Integer> take(LinkedList<List<Integer>> waiting, int room) {
        Optional<List<Integer>> largest = waiting.stream()
                .limit(GROUPS_LOOKED_AT)
                .filter(group -> group.size() <= room)
                .reduce((best, group) -> group.size() > best.size() ? group : best);
        if (largest.isPresent()) {
            waiting.remove(largest.get());
            return largest.get();
        }
        List<Integer> next = waiting.removeFirst();
        waiting.addFirst(next.subList(room, next.size()));
        return next.subList(0, room);
    }
}
