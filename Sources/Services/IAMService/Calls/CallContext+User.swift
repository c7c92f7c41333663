import AWSProtocols
import AWSVocabulary
import ServiceModel

extension CallContext {
    /// The name of the user who calls.
    ///
    /// - Throws: `ValidationError` if a role calls.
    func callerUserName() throws(Fault) -> String {
        guard let arn = caller.arn.flatMap({ ARN($0) }), arn.service == "iam", arn.resource.hasPrefix("user/") else {
            throw Words.callerIsNoUser
        }
        return String(arn.resourceName)
    }

    /// The `UserName` parameter, or the caller's own name if it is left out.
    func userName(from reader: inout ParameterReader) throws(Fault) -> String {
        if let name = reader.optionalName("UserName", atMost: 128) { return name }
        return try callerUserName()
    }
}
