import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A thread of its own for one task: what it does may block without holding up other tasks, and it is woken only when it waits.
///
/// Work that comes does not interrupt what the processors are at: while they are busy more gathers, and one commit serves it all.
///
/// The thread ends with the last reference to it.
package final class CommitThread: TaskExecutor {
    private let jobs = JobQueue()

    package init() {
        let queue = Unmanaged.passRetained(jobs).toOpaque()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let failure = pthread_create(&thread, &attributes, JobQueue.runThread, queue)
        precondition(failure == 0, "the system gives no thread: error \(failure)")
    }

    deinit {
        jobs.close()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        jobs.add(UnownedJob(job), executor: asUnownedTaskExecutor())
    }
}

/// Jobs in the order they came, run one after the other by the thread that calls `run`.
private final class JobQueue: @unchecked Sendable {
    // Only touched with `mutex` held; a condition variable of the system needs a mutex of the system.
    private var waiting: [(job: UnownedJob, executor: UnownedTaskExecutor)] = []
    private var isClosed = false
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    func add(_ job: UnownedJob, executor: UnownedTaskExecutor) {
        pthread_mutex_lock(mutex)
        waiting.append((job, executor))
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(changed)
    }

    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(changed)
    }

    #if canImport(Darwin)
    static let runThread: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { queue in
        Unmanaged<JobQueue>.fromOpaque(queue).takeRetainedValue().run()
        return nil
    }
    #else
    static let runThread: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { queue in
        letOthersFinish()
        if let queue { Unmanaged<JobQueue>.fromOpaque(queue).takeRetainedValue().run() }
        return nil
    }

    /// The scheduler then gives the calling thread its share like any other, but no longer stops another to wake it; see sched(7).
    private static func letOthersFinish() {
        // SCHED_BATCH, which the Swift overlay of the C library does not name. Without it groups are smaller, and no less durable.
        var parameters = sched_param()
        sched_setscheduler(0, 3, &parameters)
    }
    #endif

    private func run() {
        while let jobs = next() {
            for (job, executor) in jobs { job.runSynchronously(on: executor) }
        }
    }

    /// What has come, as soon as anything has; nil at the end.
    private func next() -> [(job: UnownedJob, executor: UnownedTaskExecutor)]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.isEmpty {
            if isClosed { return nil }
            pthread_cond_wait(changed, mutex)
        }
        defer { waiting.removeAll(keepingCapacity: true) }
        return waiting
    }
}
