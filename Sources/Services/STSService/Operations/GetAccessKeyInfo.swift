import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import ServiceModel
import Store

extension TextPattern {
    /// Access key ids.
    fileprivate static let word = TextPattern(#"[\w]*"#) { text in
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}

extension STSService {
    /// Tells which account an access key id is of, by the id alone.
    var getAccessKeyInfo: ServiceOperation {
        let directory = directory
        return ServiceOperation(
            Operation("GetAccessKeyInfo", .sts, isReadOnly: true, action: "sts:GetAccessKeyInfo"),
            prepare: { call in
                var reader = ParameterReader(call.input)
                let id = reader.requiredString("AccessKeyId", length: 16...128, pattern: .word)
                try reader.finish()
                return (.permission("sts:GetAccessKeyInfo", on: "*"), id)
            },
            perform: { _, id in
                let known = directory.snapshot.accessKey(id)?.account
                guard let account = known ?? AccessKeyAccount.decode(id)?.description else {
                    throw Words.foreignAccessKey
                }
                return .output(["Account": .string(account)])
            }
        )
    }
}
