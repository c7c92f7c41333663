import AWSProtocols
import AWSVocabulary
import IAMPolicy

extension ParameterReader {
    /// Ends the reading under the code that EKS has for bad parameters.
    ///
    /// - Throws: `InvalidParameterException`.
    func finishForEKS() throws(Fault) {
        do throws(Fault) { try finish() } catch { throw Words.invalidParameter(error.message ?? "") }
    }

    /// The entries of `tags`, at most 50; keys of 1 to 128 characters that are not AWS's own, values up to 256.
    mutating func tags(from input: WireStructure) -> [Tag]? {
        guard input["tags"] != nil else { return nil }
        guard let entries = input.structure("tags")?.members else {
            note(value: nil, at: "tags", constraint: "Member must be a map")
            return nil
        }
        if entries.count > 50 {
            note(value: nil, at: "tags", constraint: "Member must have length less than or equal to 50")
        }
        return entries.compactMap { entry in
            guard let value = entry.value.text else {
                note(value: nil, at: "tags", constraint: "Map value must be a string")
                return nil
            }
            check(entry.name, at: "tags", length: 1...128)
            check(value, at: "tags", length: 0...256)
            if entry.name.lowercased().hasPrefix("aws:") {
                note(value: entry.name, at: "tags", constraint: "Map keys must not begin with aws:")
            }
            return Tag(key: entry.name, value: value)
        }
    }

    /// The ARN of a role, checked for its form.
    mutating func roleARN(_ name: String) -> ARN? {
        guard let text = string(name, length: 1...255) else { return nil }
        guard let arn = ARN(text), arn.service == "iam", arn.region.isEmpty, AccountID(arn.account) != nil,
            arn.resource.hasPrefix("role/"), !arn.resource.hasSuffix("/")
        else {
            note(value: text, at: name, constraint: "Member must be the ARN of an IAM role")
            return nil
        }
        return arn
    }

    /// A session policy; noted if it is none.
    mutating func sessionPolicy(_ name: String) -> String? {
        guard let text = string(name, length: 1...2048) else { return nil }
        do throws(PolicyDocumentError) { _ = try PolicyDocument(parsing: text, kind: .session) } catch {
            note(value: nil, at: name, constraint: "Member must be a valid policy: \(error.awsMessage)")
        }
        return text
    }
}
