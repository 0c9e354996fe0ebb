/** 发布草稿、发布前的问题和各个版本。 */
export const publishWords = {
  miss: "应为{expected}，现为{actual}",
  missHelp: "改正表中的行，或更新已不适用的用例。",
  publish: {
    warnings: "有 {count} 处值得看一看，不阻止发布",
    button: "发布",
    title: "发布草稿 {number}",
    what: "{count} 处改动立即生效：页面、流程和服务器的校验同时跟上。",
    unsaved: "未发布：有内容还没有保存",
    refused: "未发布：有内容对不上",
    conflict: "未发布：同一属性已有别人发布的改动",
    message: "改了什么，为什么",
    messageHelp: "显示在版本历史里",
    done: "已发布为 r{revision}",
    back: "撤销",
  },
  revisions: {
    title: "历史",
    none: "还没有发布过。",
    noMessage: "没有说明",
    live: "生效中",
    restore: "恢复 r{n}",
    restored: "r{n} 重新生效，版本号 r{revision}",
  },
} as const;
