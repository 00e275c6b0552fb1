/** The page for who has no token yet: no script, a form of one field. */
export function signInPage(message: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ashare-pulse</title>
<h1>ashare-pulse</h1>
<p>${message}</p>
<form method="post" action="/sign-in">
<label>PULSE_MONITOR_TOKEN <input name="token" type="password" autocomplete="current-password" required autofocus></label>
<button>登录 Sign in</button>
</form>
</html>
`
}
