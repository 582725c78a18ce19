package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * Every function of kern_thread.c has its counterpart, and the tests of this package execute it:
 * they are run here once more on copies of the classes that tell which methods were entered.
 */
public class SeedCoverageTest {
  /** Function of the seed, and class and method here. */
  private static final Map<String, String> COUNTERPARTS = new TreeMap<>();

  static {
    COUNTERPARTS.put("thread_count_inc_try", "ThreadCount.threadCountIncTry");
    COUNTERPARTS.put("thread_count_inc", "ThreadCount.threadCountInc");
    COUNTERPARTS.put("thread_count_sub", "ThreadCount.threadCountSub");
    COUNTERPARTS.put("thread_count_dec", "ThreadCount.threadCountDec");
    COUNTERPARTS.put("tid_alloc", "ThreadLife.tidAlloc");
    COUNTERPARTS.put("tid_free_locked", "ThreadLife.tidFreeLocked");
    COUNTERPARTS.put("tid_free", "ThreadLife.tidFree");
    COUNTERPARTS.put("tid_free_batch", "ThreadLife.tidFreeBatch");
    COUNTERPARTS.put("tidbatch_prep", "Reaper$Batch.tidbatchPrep");
    COUNTERPARTS.put("tidbatch_add", "Reaper$Batch.tidbatchAdd");
    COUNTERPARTS.put("tidbatch_process", "Reaper$Batch.tidbatchProcess");
    COUNTERPARTS.put("tidbatch_final", "Reaper$Batch.tidbatchFinal");
    COUNTERPARTS.put("tdcountbatch_prep", "Reaper$Batch.tdcountbatchPrep");
    COUNTERPARTS.put("tdcountbatch_add", "Reaper$Batch.tdcountbatchAdd");
    COUNTERPARTS.put("tdcountbatch_process", "Reaper$Batch.tdcountbatchProcess");
    COUNTERPARTS.put("tdcountbatch_final", "Reaper$Batch.tdcountbatchFinal");
    COUNTERPARTS.put("thread_ctor", "ThreadZone.threadCtor");
    COUNTERPARTS.put("thread_dtor", "ThreadZone.threadDtor");
    COUNTERPARTS.put("thread_init", "ThreadZone.threadInit");
    COUNTERPARTS.put("thread_fini", "ThreadZone.threadFini");
    COUNTERPARTS.put("proc_linkup0", "ThreadLife.procLinkup0");
    COUNTERPARTS.put("proc_linkup", "ThreadLife.procLinkup");
    COUNTERPARTS.put("ast_suspend", "Asts.astSuspend");
    COUNTERPARTS.put("threadinit", "KernelThreads.threadinit");
    COUNTERPARTS.put("thread_zombie", "Reaper.threadZombie");
    COUNTERPARTS.put("thread_stash", "Reaper.threadStash");
    COUNTERPARTS.put("thread_reap_domain", "Reaper.threadReapDomain");
    COUNTERPARTS.put("thread_reap_all", "Reaper.threadReapAll");
    COUNTERPARTS.put("thread_reap", "Reaper.threadReap");
    COUNTERPARTS.put("thread_reap_task_cb", "Reaper.threadReapTaskCb");
    COUNTERPARTS.put("thread_reap_callout_cb", "Reaper.threadReapCalloutCb");
    COUNTERPARTS.put("thread_reap_barrier", "ReapBarrier.threadReapBarrier");
    COUNTERPARTS.put("thread_alloc", "ThreadLife.threadAlloc");
    COUNTERPARTS.put("thread_recycle", "ThreadLife.threadRecycle");
    COUNTERPARTS.put("thread_free_batched", "ThreadLife.threadFreeBatched");
    COUNTERPARTS.put("thread_free", "ThreadLife.threadFree");
    COUNTERPARTS.put("thread_cow_get_proc", "ThreadCow.threadCowGetProc");
    COUNTERPARTS.put("thread_cow_get", "ThreadCow.threadCowGet");
    COUNTERPARTS.put("thread_cow_free", "ThreadCow.threadCowFree");
    COUNTERPARTS.put("thread_cow_update", "ThreadCow.threadCowUpdate");
    COUNTERPARTS.put("thread_cow_synced", "ThreadCow.threadCowSynced");
    COUNTERPARTS.put("thread_exit", "ThreadLife.threadExit");
    COUNTERPARTS.put("thread_wait", "ThreadLife.threadWait");
    COUNTERPARTS.put("thread_link", "ThreadLife.threadLink");
    COUNTERPARTS.put("thread_unlink", "ThreadLife.threadUnlink");
    COUNTERPARTS.put("calc_remaining", "SingleThreading.calcRemaining");
    COUNTERPARTS.put("remain_for_mode", "SingleThreading.remainForMode");
    COUNTERPARTS.put("weed_inhib", "SingleThreading.weedInhib");
    COUNTERPARTS.put("thread_single", "SingleThreading.threadSingle");
    COUNTERPARTS.put("thread_suspend_check_needed", "SingleThreading.threadSuspendCheckNeeded");
    COUNTERPARTS.put("thread_suspend_check", "SingleThreading.threadSuspendCheck");
    COUNTERPARTS.put("thread_check_susp", "SingleThreading.threadCheckSusp");
    COUNTERPARTS.put("thread_suspend_switch", "SingleThreading.threadSuspendSwitch");
    COUNTERPARTS.put("thread_suspend_one", "SingleThreading.threadSuspendOne");
    COUNTERPARTS.put("thread_unsuspend_one", "SingleThreading.threadUnsuspendOne");
    COUNTERPARTS.put("thread_run_flash", "SingleThreading.threadRunFlash");
    COUNTERPARTS.put("thread_unsuspend", "SingleThreading.threadUnsuspend");
    COUNTERPARTS.put("thread_single_end", "SingleThreading.threadSingleEnd");
    COUNTERPARTS.put("tdfind_hash", "TidHash.tdfindHash");
    COUNTERPARTS.put("tdfind", "TidHash.tdfind");
    COUNTERPARTS.put("tidhash_add", "TidHash.tidhashAdd");
    COUNTERPARTS.put("tidhash_remove", "TidHash.tidhashRemove");
  }

  private static final Set<String> ENTERED = ConcurrentHashMap.newKeySet();

  /** Told by every method of the copies. */
  public static void entered(String method) {
    ENTERED.add(method);
  }

  @Test
  void shouldCallFunctionsByTheirNames() {
    COUNTERPARTS.forEach((function, method) -> {
      String[] words = function.split("_", -1);
      StringBuilder name = new StringBuilder(words[0]);
      for (int i = 1; i < words.length; i++) {
        name.append(Character.toUpperCase(words[i].charAt(0)))
            .append(words[i], 1, words[i].length());
      }
      assertThat(method).endsWith("." + name);
    });
  }

  @Test
  void shouldExecuteEveryFunctionOfTheSeed() throws ReflectiveOperationException {
    ENTERED.clear();
    Copies copies = new Copies(SeedCoverageTest.class.getClassLoader());
    copies.call("SingleThreadingStormTest", "evaluations");
    copies.call("AssertionTableTest", "quietDeeds");
    copies.call("AssertionTableTest", "misdeeds");
    copies.call("ThreadLifeTest", "longLives");
    Set<String> missing = new TreeSet<>();
    COUNTERPARTS.forEach((function, method) -> {
      if (!ENTERED.contains(method)) {
        missing.add(function + ": " + method);
      }
    });
    assertThat(missing).isEmpty();
    assertThat(COUNTERPARTS).hasSize(62);
  }

  /** Loads this package anew, with a first instruction more in every method of the kernel. */
  private static final class Copies extends ClassLoader {
    private static final String PACKAGE = "dev.dramatis.personality.freebsd.";
    private static final ClassDesc HERE = ClassDesc.of(SeedCoverageTest.class.getName());

    Copies(ClassLoader parent) {
      super(parent);
    }

    void call(String test, String method) throws ReflectiveOperationException {
      Method m = loadClass(PACKAGE + test).getDeclaredMethod(method);
      m.setAccessible(true);
      m.invoke(null);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE) || name.equals(SeedCoverageTest.class.getName())) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known != null) {
          return known;
        }
        byte[] bytes = instrumented(name);
        return defineClass(name, bytes, 0, bytes.length);
      }
    }

    private byte[] instrumented(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        String simple = name.substring(PACKAGE.length());
        ClassFile file =
            ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(
                    ClassHierarchyResolver.ofResourceParsing(getParent())));
        return file.transformClass(
            file.parse(in.readAllBytes()),
            (classBuilder, element) -> {
              if (element instanceof java.lang.classfile.MethodModel method
                  && method.code().isPresent()) {
                String where = simple + "." + method.methodName().stringValue();
                classBuilder.transformMethod(
                    method, java.lang.classfile.MethodTransform.transformingCode(marking(where)));
              } else {
                classBuilder.with(element);
              }
            });
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    private static CodeTransform marking(String where) {
      return new CodeTransform() {
        @Override
        public void atStart(CodeBuilder builder) {
          builder
              .ldc(where)
              .invokestatic(
                  HERE,
                  "entered",
                  MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String));
        }

        @Override
        public void accept(CodeBuilder builder, CodeElement element) {
          builder.with(element);
        }
      };
    }
  }
}
