package dev.openbook.model.onnx;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import com.sun.jna.NativeLibrary;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * DJL's ONNX Runtime engine, whoever used ONNX Runtime first, and without its telemetry.
 *
 * <p>ONNX Runtime keeps one environment a process. DJL asks for one with thread options of its own and is refused where there
 * is one already, for instance because a LangChain4j embedder was built before the model; the engine's class then stays
 * broken as long as the process lives. Underneath there is nothing to refuse: the native environment is counted, not made
 * twice, and its shared thread pool, the one thing the options describe, is unused, because every session brings its own
 * threads. So the earlier environment steps aside while DJL's engine starts, and goes on serving the sessions that hold it.
 * Models and embedders may be built in any order, and at the same time.
 *
 * <p>ONNX Runtime 1.29 collects telemetry for its maker unless {@code ORT_DISABLE_TELEMETRY} is set when its environment is
 * made, and while doing so ends the process by overflowing the stack where the command line is longer than about 3,000
 * characters, as a class path often is. Programs that embed before they load a model should call {@link #start} first, or
 * set the variable.
 */
public final class OnnxEngine {

    private static final String NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";

    /** DJL's setting that keeps the engine from starting PyTorch, where that is on the class path, for operators unused here. */
    private static final String NO_SECOND_ENGINE = "ai.djl.onnx.disable_alternative";

    /** DJL's name for the engine, given in every call: another engine lives in the same JVM. */
    static final String NAME = "OnnxRuntime";

    /** Guarded by the class of the environment. */
    private static boolean held;

    private OnnxEngine() {}

    /**
     * Starts the engine, once; later calls do nothing.
     *
     * @throws IllegalStateException if DJL's engine cannot be started in this process
     */
    public static void start() {
        if (System.getenv(NO_TELEMETRY) == null && System.getProperty("os.name").startsWith("Linux")) {
            // Read by native code only, so Java's own copy of the environment need not know.
            NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {NO_TELEMETRY, "1", 0});
        }
        if (System.getProperty(NO_SECOND_ENGINE) == null) {
            System.setProperty(NO_SECOND_ENGINE, "true");
        }
        synchronized (OrtEnvironment.class) { // the lock of OrtEnvironment.getEnvironment: nobody meets the gap
            Field field = environmentField();
            OrtEnvironment earlier = read(field);
            try {
                write(field, null);
                Engine.getEngine(NAME); // sets the field, the first time
            } catch (LinkageError e) { // the engine is a constant of a class that could not be initialised
                throw new IllegalStateException(
                        "DJL's ONNX Runtime engine must start, but an earlier attempt in this process failed"
                                + " (build the local model before other code uses the engine)",
                        e);
            } finally {
                if (earlier != null) {
                    write(field, earlier);
                }
            }
            if (!held) {
                hold();
                held = true;
            }
            try {
                OrtEnvironment.getEnvironment().setTelemetry(false); // of an environment that was there earlier
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime's telemetry cannot be switched off", e);
            }
        }
    }

    /**
     * Counts the native environment once more and never releases it. Each Java environment releases its own count when the
     * process begins to end, by Ctrl-C for instance, although a model may be in the middle of a pass on another thread:
     * without a count left, that pass reads freed memory and the process crashes.
     */
    private static void hold() {
        try {
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            create.invoke(null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR.getValue(), "openbook");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of ONNX Runtime makes its environment in another way", e);
        }
    }

    private static Field environmentField() {
        try {
            Field field = OrtEnvironment.class.getDeclaredField("INSTANCE");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of ONNX Runtime keeps its environment elsewhere", e);
        }
    }

    private static OrtEnvironment read(Field field) {
        try {
            return (OrtEnvironment) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Field field, OrtEnvironment environment) {
        try {
            field.set(null, environment);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
