import AuditTrail
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite("The thread that commits audit records")
struct CommitThreadTests {
    @Test("A task that prefers the thread runs on it from its beginning, and after each wait")
    func staysOnItsThread() async {
        let thread = CommitThread()
        let seen = await withTaskExecutorPreference(thread) {
            var seen = [identityOfThread()]
            for _ in 0..<100 {
                await Task.yield()
                seen.append(identityOfThread())
            }
            return seen
        }
        #expect(Set(seen).count == 1)
    }

    @Test("Two threads are two, and what blocks one does not hold up the other")
    func isAThreadOfItsOwn() async {
        let (first, second) = (CommitThread(), CommitThread())
        let other = await withTaskExecutorPreference(second) { identityOfThread() }
        let (reading, writing) = makePipe()
        // The first thread reads what the second writes later: on one thread it would never end.
        async let blocked = withTaskExecutorPreference(first) { (identityOfThread(), readByte(reading)) }
        let written = await withTaskExecutorPreference(second) { writeByte(writing) }
        let (one, byte) = await blocked
        #expect(written && byte == 7 && one != other)
        close(reading)
        close(writing)
    }

    @Test("Every one of a thousand tasks that are given to the thread at once is run")
    func losesNothing() async {
        let thread = CommitThread()
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 1...1000 { group.addTask(executorPreference: thread) { number } }
            return await group.reduce(0, +)
        }
        #expect(sum == 500_500)
    }

    #if os(Linux)
    @Test("It does not interrupt other threads: the system schedules it, and it alone, as a batch")
    func isABatch() async {
        #expect(await withTaskExecutorPreference(CommitThread()) { sched_getscheduler(0) } == 3)
        #expect(await withTaskExecutorPreference(globalConcurrentExecutor) { sched_getscheduler(0) } == 0)
    }
    #endif
}

private func identityOfThread() -> UInt {
    #if canImport(Darwin)
    UInt(bitPattern: pthread_self())
    #else
    UInt(pthread_self())
    #endif
}

private func makePipe() -> (reading: CInt, writing: CInt) {
    var ends: [CInt] = [-1, -1]
    return pipe(&ends) == 0 ? (ends[0], ends[1]) : (-1, -1)
}

private func readByte(_ descriptor: CInt) -> UInt8? {
    var byte: UInt8 = 0
    return read(descriptor, &byte, 1) == 1 ? byte : nil
}

private func writeByte(_ descriptor: CInt) -> Bool {
    var byte: UInt8 = 7
    return write(descriptor, &byte, 1) == 1
}
