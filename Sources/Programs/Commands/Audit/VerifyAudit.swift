import ArgumentParser
import AuditJournal
import ControlPlane
import Store

/// `lanyard audit verify`.
struct VerifyAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that no record was altered, removed, inserted or cut off.",
        discussion: """
            Follows the chain of hashes through all files, and compares it with what the index has read. Records that \
            --audit-retention removed are named by a later record, RemoveAuditRecords; others that are gone are lost. Keep the \
            number and hash that it prints somewhere else: given back with --known, they prove too that the whole was not \
            written anew.

            Exit codes: 0 whole, 1 damaged, and each place is named.
            """
    )

    @OptionGroup var data: DataOption

    @Option(
        name: .customLong("known"),
        help: ArgumentHelp("A record and its hash as an earlier run printed them.", valueName: "number:hash")
    )
    var known: String?

    private func knownRecord() throws -> (number: Int64, hash: String)? {
        guard let known else { return nil }
        let parts = known.split(separator: ":")
        guard parts.count == 2, let number = Int64(parts[0]), parts[1].utf8.count == 64 else {
            throw ValidationError("--known takes NUMBER:HASH as `lanyard audit verify` prints it, not \(known)")
        }
        return (number, parts[1].lowercased())
    }

    func run() async throws {
        let known = try knownRecord()
        let proof: JournalVerification
        do throws(StoreError) {
            proof = try await AuditProof.verify(data.directory, known: known)
        } catch {
            throw CommandFailure("\(data.directory.path): \(error)")
        }
        for problem in proof.problems { print("DAMAGED  \(problem)") }
        guard proof.problems.isEmpty else { throw ExitCode(1) }
        print("whole    records \(proof.first) to \(proof.last)")
        print("known    \(proof.last):\(proof.hash)")
    }
}
