import Ambient
import KubernetesService
import Testing

@testable import NodeRuntime

@Suite struct LogTests {
    private func line(_ text: String, _ second: Int64 = 0, isPartial: Bool = false) -> LogLine {
        LogLine(time: second * 1_000_000_000, isError: false, isPartial: isPartial, text: Array(text.utf8))
    }

    @Test("pieces become lines, whatever their borders; long lines are cut")
    func splitting() {
        var splitter = LineSplitter()
        #expect(splitter.lines(Array("a\nb".utf8)).map(\.text) == [Array("a".utf8)])
        #expect(splitter.lines(Array("c\n\nd".utf8)).map(\.text) == [Array("bc".utf8), []])
        #expect(splitter.end() == Array("d".utf8))
        #expect(splitter.end() == nil)
        let long = splitter.lines([UInt8](repeating: 120, count: LineSplitter.longest + 5))
        #expect(long.map(\.isPartial) == [true])
        #expect(splitter.end()?.count == 5)
    }

    @Test("a line survives its file")
    func encoding() {
        let line = LogLine(time: 1_800_000_000_123_456_789, isError: true, isPartial: true, text: Array("a b  c".utf8))
        #expect(String(decoding: line.encoded, as: UTF8.self) == "2027-01-15T08:00:00.123456789Z stderr P a b  c\n")
        #expect(LogLine(line.encoded.dropLast()) == line)
        #expect(LogLine(Array("nonsense".utf8)[...]) == nil)
    }

    @Test("tail and since select lines, and the parts of a cut line count as one")
    func selection() {
        let lines = [line("a", 1), line("b", 2, isPartial: true), line("b", 3), line("c", 4)]
        var request = PodLogRequest(namespace: "", pod: "", uid: "", container: "")
        request.tailLines = 2
        #expect(LogSelection(request, now: 5_000_000_000).select(lines) == Array(lines[1...]))
        request.tailLines = 0
        #expect(LogSelection(request, now: 5_000_000_000).select(lines).isEmpty)
        request.tailLines = nil
        request.sinceSeconds = 2
        #expect(LogSelection(request, now: 5_000_000_000).select(lines) == Array(lines[2...]))
        request.sinceSeconds = nil
        request.sinceTime = Timestamp(milliseconds: 4000)
        #expect(LogSelection(request, now: 5_000_000_000).select(lines) == Array(lines[3...]))
        request.sinceTime = Timestamp(milliseconds: .max)
        #expect(LogSelection(request, now: 5_000_000_000).select(lines).isEmpty)
    }

    @Test("a log's file is bounded, and followers see what was written and what comes")
    func file() async throws {
        let directory = try TemporaryFiles()
        let log = try ContainerLog(path: directory.path + "/c/0.log", limit: 1000)
        for index in 0..<80 { log.append(line("line \(index)")) }
        let (past, lines) = log.follow()
        #expect(past.last?.text == Array("line 79".utf8))
        #expect(past.count < 80, "the oldest are gone")
        log.append(line("next"))
        log.finish()
        log.append(line("too late"))
        var seen: [LogLine] = []
        for await line in lines { seen.append(line) }
        #expect(seen.map(\.text) == [Array("next".utf8)])
        #expect(FileTree.names(in: directory.path + "/c") == ["0.log", "0.log.1"])
    }
}
