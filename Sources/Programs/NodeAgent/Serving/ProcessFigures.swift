#if canImport(Glibc)
import Glibc
#endif

/// What Prometheus's clients tell of their process.
struct ProcessFigures {
    let name: String
    let help: String
    let type: String
    let value: String

    /// Read from the process's own status; nothing where there is none.
    static func read() -> [ProcessFigures] {
        #if os(Linux)
        guard let status = try? FileText.read("/proc/self/stat", limit: 4096) else { return [] }
        // The name of the program, in parentheses, may hold anything.
        let fields = status[(status.lastIndex(of: ")") ?? status.startIndex)...].split(separator: " ").dropFirst()
            .map(String.init)
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let virtual = Int(fields[20]), let resident = Int(fields[21])
        else { return [] }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        return [
            ProcessFigures(
                name: "process_cpu_seconds_total",
                help: "Total user and system CPU time spent in seconds.",
                type: "counter",
                value: "\((user + system) / ticks)"
            ),
            ProcessFigures(
                name: "process_resident_memory_bytes",
                help: "Resident memory size in bytes.",
                type: "gauge",
                value: "\(resident * sysconf(Int32(_SC_PAGESIZE)))"
            ),
            ProcessFigures(
                name: "process_virtual_memory_bytes",
                help: "Virtual memory size in bytes.",
                type: "gauge",
                value: "\(virtual)"
            ),
        ]
        #else
        return []
        #endif
    }
}
