package import AWSProtocols
package import AWSVocabulary
package import Directory
import IAMPolicy

/// The policies that a session is limited by besides its role's.
package struct SessionPolicyParameters: Sendable {
    /// A document as it was sent.
    package let document: String?
    package let arns: [String]

    /// No limits.
    package static let none = SessionPolicyParameters(document: nil, arns: [])

    package init(document: String?, arns: [String]) {
        self.document = document
        self.arns = arns
    }

    package init(from reader: inout ParameterReader) {
        document = reader.string("Policy", length: 1...2048)
        let structures = reader.structures("PolicyArns", count: 0...10) ?? []
        var arns: [String] = []
        for (index, structure) in structures.enumerated() {
            let path = "policyArns.\(index + 1).member.arn"
            guard let arn = structure.string("arn") else {
                reader.noteMissing(path)
                continue
            }
            reader.check(arn, at: path, length: 20...2048, pattern: .arn)
            arns.append(arn)
        }
        self.arns = arns
    }

    package var isEmpty: Bool { document == nil && arns.isEmpty }

    /// Checks that the document is a policy, and that each ARN names one that the role's account can use.
    ///
    /// - Throws: `MalformedPolicyDocument`, or `ValidationError` for an ARN of another account or of another thing.
    package func check(account: AccountID, in snapshot: DirectorySnapshot) throws(Fault) {
        if let document {
            do throws(PolicyDocumentError) {
                _ = try PolicyDocument(parsing: document, kind: .session)
            } catch {
                throw Words.malformedPolicy(error.awsMessage)
            }
        }
        for text in arns {
            guard let arn = ARN(text), arn.service == "iam", arn.region.isEmpty,
                arn.resource.utf8.starts(with: "policy/".utf8),
                arn.account == account.description || arn.account == "aws"
            else { throw Fault(.validation, "ARN \(text) is not valid.") }
            guard snapshot.managedPolicy(text) != nil else {
                throw Words.malformedPolicy("Policy \(text) does not exist or is not attachable.")
            }
        }
    }
}
