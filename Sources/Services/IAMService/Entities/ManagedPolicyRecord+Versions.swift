import AWSProtocols
import AWSVocabulary
import Store

extension ManagedPolicyRecord {
    /// A version by its number.
    ///
    /// - Throws: `NoSuchEntity`.
    func version(_ number: Int) throws(Fault) -> PolicyVersionRecord {
        guard let version = versions.first(where: { $0.number == number }) else {
            throw Words.noVersion("v\(number)", of: arn.description)
        }
        return version
    }

    /// A version by its id, `v` and its number.
    ///
    /// - Throws: `NoSuchEntity`.
    func version(_ id: String) throws(Fault) -> PolicyVersionRecord {
        guard id.hasPrefix("v"), let number = Int(id.dropFirst()), "v\(number)" == id else {
            throw Words.noVersion(id, of: arn.description)
        }
        return try version(number)
    }
}
